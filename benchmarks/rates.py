"""How many bytes of a table each database goes through in a second, by what it does with them.

    python benchmarks/rates.py URL... [--rows 600000]

`goofer lint` estimates by such figures where no server was measured (goofer_py/hazards/rates.py).
Each database is measured in a new one beside it, which is dropped at the end.
"""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from goofer_py.introspect.meter import place_for
from goofer_py.introspect.rates import measured_rates
from goofer_py.stores.registry import open_store

_MB = 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+")
    parser.add_argument("--rows", type=int, default=600_000)
    chosen = parser.parse_args()
    for url in chosen.urls:
        store = open_store(url)
        with closing(store.connect()) as session:
            dialect = session.dialect
        with place_for(store, dialect.name) as place, closing(place.connect()) as session:
            rates = measured_rates(session, chosen.rows)
        figures = ", ".join(f"{w.value} {r / _MB:.0f}" for w, r in rates.per_second.items())
        print(f"{dialect.server}: MB/s: {figures}; {rates.source}", flush=True)


if __name__ == "__main__":
    main()

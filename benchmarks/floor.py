"""The least that running migrations takes: a bare script that runs and records them.

`python floor.py FOLDER` runs every *.up.sql there on DATABASE_URL, each in a transaction with its
record. It checks nothing, asks nothing and tells nothing.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

_TABLE = "CREATE TABLE history (version text PRIMARY KEY, name text, milliseconds integer)"


def main(folder: Path, url: str) -> None:
    run = _sqlite if url.startswith("sqlite:///") else _postgresql
    run(sorted(folder.glob("*.up.sql")), url)


def _postgresql(paths: list[Path], url: str) -> None:
    import psycopg

    url = url.replace("postgresql+psycopg:", "postgresql:", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_TABLE)
        for path in paths:
            started = time.monotonic()
            with connection.transaction():
                connection.execute(path.read_bytes())
                took = round((time.monotonic() - started) * 1000)
                record = (*path.name.removesuffix(".up.sql").split("_", 1), took)
                connection.execute("INSERT INTO history VALUES (%s, %s, %s)", record)


def _sqlite(paths: list[Path], url: str) -> None:
    import sqlite3

    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute(_TABLE)
    for path in paths:
        started = time.monotonic()
        connection.executescript(f"BEGIN;\n{path.read_text(encoding='utf-8')}")
        took = round((time.monotonic() - started) * 1000)
        record = (*path.name.removesuffix(".up.sql").split("_", 1), took)
        connection.execute("INSERT INTO history VALUES (?, ?, ?)", record)
        connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), os.environ["DATABASE_URL"])

"""Measures the figures of the documentation: `python -m benchmarks [NAME ...]`."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol

from benchmarks.bench import Bench
from benchmarks.databases import Databases
from benchmarks.measure import CouldNotRunError
from benchmarks.report import Row, document, machine, table

FIGURES = {
    "diff": "a diff of a database in sync, beside Alembic's compare_metadata",
    "start": "status and migrate with nothing to do, beside Alembic",
    "help": "goofer --help beside the import of typer",
    "up": "many small migrations, beside a bare script and Alembic",
    "tenants": "one set of migrations over 500 schemas, by one process and by two",
    "events": "a run of 10,000 events with all observers on, beside one that nobody watches",
    "dashboard": "50 databases with 1,000 migrations each, from the request to drawn in a browser",
    "splitter": "cutting scripts into statements, beside sqlparse",
}


class Figure(Protocol):
    """A module of this package that measures one figure."""

    def measure(self, bench: Bench) -> list[Row]:
        """Return what was measured; raises CouldNotRunError."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when something could not run, whatever the figures say."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if unknown := set(chosen.names) - set(FIGURES):
        parser.error(f"no figure is called {', '.join(sorted(unknown))}")
    rows: list[Row] = []
    failures: dict[str, str] = {}
    print("  ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    databases = Databases()
    try:
        for name in chosen.names or FIGURES:
            rows += _measured(name, databases, chosen, failures)
    finally:
        databases.close()
    if chosen.json:
        chosen.json.write_text(json.dumps(document(rows, failures), indent=2) + "\n")
    return 1 if failures else 0


def _measured(
    name: str, databases: Databases, chosen: argparse.Namespace, failures: dict[str, str]
) -> list[Row]:
    print(f"\n{name}: {FIGURES[name]}", flush=True)
    figure: Figure = import_module(f"benchmarks.{name}")
    with tempfile.TemporaryDirectory(prefix="goofer-bench-") as folder:
        bench = Bench(databases, Path(folder), quick=chosen.quick, large=chosen.large)
        try:
            rows = figure.measure(bench)
        except CouldNotRunError as error:
            failures[name] = str(error)
            print(f"COULD NOT RUN: {error}", flush=True)
            return []
    print(table(rows), flush=True)
    return rows


def _parser() -> argparse.ArgumentParser:
    about = "\n".join(f"  {name:10} {what}" for name, what in FIGURES.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure goofer beside its peers, in turn.\n\n{about}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="figures to measure; all of them")
    parser.add_argument("--quick", action="store_true", help="fewer runs, and no large sizes")
    parser.add_argument("--large", action="store_true", help="also sizes that take many minutes")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there, too")
    return parser


if __name__ == "__main__":
    sys.exit(main())

"""The start of the command line, beside the import of the library that it is made with."""

from __future__ import annotations

import sys

from benchmarks.bench import Bench
from benchmarks.measure import Side, contest, program
from benchmarks.report import Row, at_most, compared

_RUNS = 21


def measure(bench: Bench) -> list[Row]:
    """Measure `goofer --help`."""
    sides = (
        Side("goofer", (program("goofer"), "--help"), bench.folder),
        Side("typer", (sys.executable, "-c", "import typer"), bench.folder),
        Side("python", (sys.executable, "-c", "pass"), bench.folder),
    )
    runs = contest(sides, bench.runs(_RUNS))
    cpu = {name: [run.cpu for run in of_side] for name, of_side in runs.items()}
    case = ("help", "goofer --help", "CPU s")
    return [
        compared(case, cpu["goofer"], "import typer:", cpu["typer"], at_most(2)),
        compared(case, cpu["goofer"], "bare python:", cpu["python"]),
    ]

"""The diff of a database that is in sync with its models, beside Alembic's."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.databases import POSTGRESQL, SQLITE
from benchmarks.measure import ROOT, Run, Side, contest, prepare
from benchmarks.report import Goal, Row, at_most, compared, middle

_RUNS = 7
_TABLES, _LARGE = 200, 1000
_GOALS = {POSTGRESQL: at_most(1 / 3), SQLITE: at_most(1)}
_GOOFER, _ALEMBIC, _DEFAULTS = "goofer", "alembic", "alembic+defaults"
_WHICH = {
    "cold": "first call",
    "warm": "later calls",
    "whole": "program up to its first result",
}


def measure(bench: Bench) -> list[Row]:
    """Measure 200 tables on both databases, and 1,000 of them when asked for large sizes."""
    sizes = (_TABLES, _LARGE) if bench.large else (_TABLES,)
    return [row for tables in sizes for kind in _GOALS for row in _compared(bench, kind, tables)]


def _compared(bench: Bench, kind: str, tables: int) -> Iterator[Row]:
    with bench.databases.variables(kind) as variables:
        bench.say(f"{tables} tables on {kind}")
        prepare(_command("create", tables), ROOT, variables)
        sides = [
            Side(who, _command(who, tables), ROOT, lambda: contextlib.nullcontext(variables))
            for who in (_GOOFER, _ALEMBIC, _DEFAULTS)
        ]
        runs = contest(sides, bench.runs(_RUNS))
    case = f"{tables} tables, {kind}"
    goal = _GOALS[kind]
    ours = runs[_GOOFER]
    yield _seconds(case, "wall", "cold", ours, "compare_metadata", runs[_ALEMBIC], goal)
    yield _seconds(case, "cpu", "cold", ours, "compare_metadata", runs[_ALEMBIC])
    yield _seconds(case, "wall", "warm", ours, "compare_metadata", runs[_ALEMBIC])
    yield _seconds(case, "wall", "cold", ours, "with server defaults", runs[_DEFAULTS])
    yield _seconds(case, "cpu", "whole", ours, "compare_metadata", runs[_ALEMBIC])
    yield _noise(case, ours, runs[_ALEMBIC])


def _command(who: str, tables: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "benchmarks.compare", who, str(tables))


def _seconds(
    case: str,
    what: str,
    which: str,
    ours: list[Run],
    peer: str,
    theirs: list[Run],
    goal: Goal | None = None,
) -> Row:
    one, two = ([run.told[which][what] for run in runs] for runs in (ours, theirs))
    unit = "CPU s" if what == "cpu" else "s"
    return compared(("diff", f"{case}, {_WHICH[which]}", unit), one, peer, two, goal)


def _noise(case: str, ours: list[Run], theirs: list[Run]) -> Row:
    found, others = (middle([run.told["operations"] for run in runs]) for runs in (ours, theirs))
    goal = Goal("0", limit=0, value=found)
    return Row("diff", case, "operations found", found, "compare_metadata", others, None, goal)

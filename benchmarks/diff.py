"""The diff of a database that is in sync with its models, beside Alembic's."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping

from benchmarks.bench import Bench
from benchmarks.databases import MARIADB, MYSQL, POSTGRESQL, SQLITE
from benchmarks.measure import ROOT, Run, Side, contest, prepare
from benchmarks.report import Goal, Row, at_most, compared, middle

_RUNS, _LARGE_RUNS = 7, 3
_TABLES, _LARGE, _HUGE = 200, 1000, 5000
_KINDS = (POSTGRESQL, SQLITE, MYSQL, MARIADB)
_FASTER = {_TABLES: 3, _LARGE: 5}
"""How many times as fast as Alembic a comparison is to be on PostgreSQL."""
_SECONDS = 3
_GOOFER, _ALEMBIC, _DEFAULTS = "goofer", "alembic", "alembic+defaults"
_CHANGED = "goofer+change"
_PEER = "compare_metadata"
_WHICH = {
    "cold": "first call",
    "warm": "later calls",
    "whole": "program up to its first result",
}
_MIB = 1024 * 1024


def measure(bench: Bench) -> list[Row]:
    """Measure 200 tables on all databases; when asked for large sizes, 1,000 and 5,000 too."""
    rows = [row for kind in _KINDS for row in _small(bench, kind)]
    if bench.large:
        rows += [row for kind in _KINDS for row in _large(bench, kind)]
    return rows


def _small(bench: Bench, kind: str) -> Iterator[Row]:
    bench.say(f"{_TABLES} tables on {kind}")
    with _built(bench, kind, _TABLES) as variables:
        whos = (_GOOFER, _ALEMBIC, _DEFAULTS)
        runs = contest([_side(w, _TABLES, variables) for w in whos], bench.runs(_RUNS))
    case = f"{_TABLES} tables, {kind}"
    ours, theirs = runs[_GOOFER], runs[_ALEMBIC]
    yield _seconds(case, "wall", "cold", ours, _PEER, theirs, _goal(kind, _TABLES))
    yield _seconds(case, "cpu", "cold", ours, _PEER, theirs)
    yield _seconds(case, "wall", "warm", ours, _PEER, theirs)
    yield _seconds(case, "wall", "cold", ours, "with server defaults", runs[_DEFAULTS])
    yield _seconds(case, "cpu", "whole", ours, _PEER, theirs)
    yield _noise(case, ours, theirs)


def _large(bench: Bench, kind: str) -> Iterator[Row]:
    bench.say(f"{_LARGE} and {_HUGE} tables on {kind}")
    with _built(bench, kind, _LARGE) as large, _built(bench, kind, _HUGE) as huge:
        sides = [_side(who, _LARGE, large) for who in (_GOOFER, _ALEMBIC, _CHANGED)]
        runs = contest(sides, bench.runs(_LARGE_RUNS), warmups=0)
        grown = contest(
            [_side(_GOOFER, _LARGE, large), _side(_GOOFER, _HUGE, huge, str(_HUGE))],
            bench.runs(_LARGE_RUNS),
            warmups=0,
        )
    case = f"{_LARGE} tables, {kind}"
    ours, theirs, changed = runs[_GOOFER], runs[_ALEMBIC], runs[_CHANGED]
    yield _seconds(case, "wall", "cold", ours, _PEER, theirs, _goal(kind, _LARGE))
    yield _seconds(case, "cpu", "cold", ours, _PEER, theirs)
    if kind == POSTGRESQL:
        yield _within(case, ours, theirs)
    yield _memory(case, ours, theirs)
    yield _noise(case, ours, theirs)
    yield _seconds(f"{case}, one changed", "cpu", "cold", changed, "in sync", ours, at_most(1.3))
    yield _seconds(f"{case}, one changed", "wall", "cold", changed, "in sync", ours)
    few, many = grown[_GOOFER], grown[str(_HUGE)]
    yield _growth(kind, "cpu", many, few, at_most(1.3))
    yield _growth(kind, "wall", many, few)
    yield _queries(kind, many, few)


@contextlib.contextmanager
def _built(bench: Bench, kind: str, tables: int) -> Iterator[Mapping[str, str]]:
    """Give a database with that many tables."""
    with bench.databases.variables(kind) as variables:
        prepare(_command("create", tables), ROOT, variables)
        yield variables


def _side(who: str, tables: int, variables: Mapping[str, str], name: str | None = None) -> Side:
    surroundings = lambda: contextlib.nullcontext(variables)  # noqa: E731 - it is that short
    return Side(name or who, _command(who, tables), ROOT, surroundings)


def _command(who: str, tables: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "benchmarks.compare", who, str(tables))


def _goal(kind: str, tables: int) -> Goal:
    return at_most(1 / _FASTER[tables]) if kind == POSTGRESQL else at_most(1)


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


def _within(case: str, ours: list[Run], theirs: list[Run]) -> Row:
    """Return the row of the seconds that it may take on a machine with nothing else to do."""
    one, two = (middle([run.told["cold"]["wall"] for run in runs]) for runs in (ours, theirs))
    goal = Goal(f"<= {_SECONDS} s", _SECONDS, one)
    return Row("diff", f"{case}, first call", "s", one, _PEER, two, None, goal)


def _memory(case: str, ours: list[Run], theirs: list[Run]) -> Row:
    one, two = ([run.told["memory"] / _MIB for run in runs] for runs in (ours, theirs))
    name = ("diff", f"{case}, peak above what the models take", "MiB")
    return compared(name, one, _PEER, two, at_most(1 / 2))


def _noise(case: str, ours: list[Run], theirs: list[Run]) -> Row:
    found, others = (middle([run.told["operations"] for run in runs]) for runs in (ours, theirs))
    goal = Goal("0", limit=0, value=found)
    return Row("diff", case, "operations found", found, _PEER, others, None, goal)


def _growth(kind: str, what: str, many: list[Run], few: list[Run], goal: Goal | None = None) -> Row:
    """Return what one table takes among very many, beside what it takes among fewer."""
    one, two = (
        [run.told["cold"][what] * 1000 / tables for run in runs]
        for runs, tables in ((many, _HUGE), (few, _LARGE))
    )
    unit = "CPU ms a table" if what == "cpu" else "ms a table"
    return compared(("diff", f"{_HUGE} tables, {kind}", unit), one, f"{_LARGE} tables", two, goal)


def _queries(kind: str, many: list[Run], few: list[Run]) -> Row:
    one, two = (middle([run.told["queries"] for run in runs]) for runs in (many, few))
    goal = Goal("the same", limit=two, value=one)
    return Row(
        "diff", f"{_HUGE} tables, {kind}", "queries", one, f"{_LARGE} tables", two, None, goal
    )

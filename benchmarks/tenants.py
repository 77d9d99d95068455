"""One set of migrations over many schemas, by one process and by two."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import closing
from functools import partial

from benchmarks.bench import Bench
from benchmarks.databases import POSTGRESQL
from benchmarks.history import goofer_project, steps
from benchmarks.measure import Side, contest, program
from benchmarks.report import Goal, Row, compared
from goofer_py.stores.registry import open_store

_TENANTS, _QUICK_TENANTS = 500, 60
_MIGRATIONS = 10
_RUNS = 5
_ONE, _TWO = "one job", "two jobs"
_TIMES = 1.6
_SETTINGS = """
[tenants]
from = "SELECT name FROM public.tenants ORDER BY name"
schema = "tenant_{tenant}"
"""


def measure(bench: Bench) -> list[Row]:
    """Measure a first run over all tenants, and one that has nothing to do."""
    count = _QUICK_TENANTS if bench.quick else _TENANTS
    project = goofer_project(bench.folder / "tenants", steps(_MIGRATIONS))
    with (project / "goofer.toml").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS)
    new = partial(_database, bench, count)
    bench.say(f"{count} tenants")
    migrate = (program("goofer"), "migrate")
    sides = (
        Side(_ONE, (*migrate, "--jobs", "1"), project, new),
        Side(_TWO, (*migrate, "--jobs", "2"), project, new),
    )
    runs = contest(sides, bench.runs(_RUNS))
    wall = {name: [run.wall for run in of_side] for name, of_side in runs.items()}
    case = f"{count} schemas, {_MIGRATIONS} migrations, {POSTGRESQL}"
    goal = Goal(f">= {_TIMES}", _TIMES, at_least=True)
    return [compared(("tenants", f"{case}: {_ONE}", "s"), wall[_ONE], _TWO, wall[_TWO], goal)]


@contextlib.contextmanager
def _database(bench: Bench, count: int) -> Iterator[dict[str, str]]:
    """Give a database with `count` empty schemas and the table that names them."""
    with bench.databases.variables(POSTGRESQL) as variables:
        with closing(open_store(variables["DATABASE_URL"]).connect()) as session:
            session.execute("CREATE TABLE public.tenants (name text PRIMARY KEY)")
            for number in range(count):
                session.execute("INSERT INTO public.tenants VALUES (?)", [f"{number:03}"])
                session.execute(f"CREATE SCHEMA tenant_{number:03}")
        yield variables

"""One set of migrations over many schemas, by one process and by two."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

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
_MOUNTS = Path("/proc/self/mounts")
_SETTINGS = """
[tenants]
from = "SELECT name FROM public.tenants ORDER BY name"
schema = "tenant_{tenant}"
"""


def measure(bench: Bench) -> list[Row]:
    """Measure a first run over all tenants."""
    count = _QUICK_TENANTS if bench.quick else _TENANTS
    project = goofer_project(bench.folder / "tenants", steps(_MIGRATIONS))
    with (project / "goofer.toml").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS)
    migrate = (program("goofer"), "migrate")
    # While files are being deleted, some file systems are slow to make others: the databases of
    # all runs stay until the last run is over.
    with ExitStack() as stack:
        new = partial(_database, bench, count, stack)
        where = _kept_on(bench)
        bench.say(f"{count} tenants, the server's data on {where}")
        sides = (
            Side(_ONE, (*migrate, "--jobs", "1"), project, new),
            Side(_TWO, (*migrate, "--jobs", "2"), project, new),
        )
        runs = contest(sides, bench.runs(_RUNS))
    case = f"{count} schemas, {_MIGRATIONS} migrations, {POSTGRESQL} on {where}: {_ONE}"
    wall = {name: [run.wall for run in of_side] for name, of_side in runs.items()}
    cpu = {name: [run.cpu for run in of_side] for name, of_side in runs.items()}
    goal = Goal(f">= {_TIMES}", _TIMES, at_least=True)
    return [
        compared(("tenants", case, "s"), wall[_ONE], _TWO, wall[_TWO], goal),
        compared(("tenants", case, "CPU s"), cpu[_ONE], _TWO, cpu[_TWO]),
    ]


@contextlib.contextmanager
def _database(bench: Bench, count: int, stack: ExitStack) -> Iterator[dict[str, str]]:
    """Give a database with `count` empty schemas and the table that names them."""
    variables = stack.enter_context(bench.databases.variables(POSTGRESQL))
    with closing(open_store(variables["DATABASE_URL"]).connect()) as session:
        session.execute("CREATE TABLE public.tenants (name text PRIMARY KEY)")
        for number in range(count):
            session.execute("INSERT INTO public.tenants VALUES (?)", [f"{number:03}"])
            session.execute(f"CREATE SCHEMA tenant_{number:03}")
        # What was written so far is not for the run to wait for.
        session.execute("CHECKPOINT")
    yield variables


def _kept_on(bench: Bench) -> str:
    """Return the kind of file system that the server has its data on."""
    with (
        bench.databases.database(POSTGRESQL) as url,
        closing(open_store(url).connect()) as session,
    ):
        folder = Path(session.query("SHOW data_directory")[0][0])
    if not _MOUNTS.exists():
        return "a disk"
    mounts = [line.split() for line in _MOUNTS.read_text(encoding="utf-8").splitlines()]
    above = [(len(place), kind) for _, place, kind, *_ in mounts if folder.is_relative_to(place)]
    return max(above)[1]

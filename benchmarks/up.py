"""Many small migrations run for the first time, beside a bare script and beside Alembic."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.databases import POSTGRESQL, SQLITE
from benchmarks.history import alembic_project, goofer_project, steps
from benchmarks.measure import Run, Side, contest, prepare, program
from benchmarks.report import Goal, Row, at_most, compared, middle

_SIZES = (1000, 5000)
_RUNS = {(POSTGRESQL, 1000): 7}
_FEW_RUNS = 3  # where a run takes tens of seconds
_FEW = 10
_GOOFER, _FLOOR, _ALEMBIC, _START = "goofer", "floor", "alembic", "start"
_CPU_FACTOR, _PEAK_FACTOR, _PEAK_MORE = 1.4, 1.2, 40
_ALEMBIC_GOALS = {POSTGRESQL: at_most(0.45)}
_MIB = 1 << 20


def measure(bench: Bench) -> list[Row]:
    """Measure 1,000 and 5,000 migrations on both databases."""
    few = goofer_project(bench.folder / "few", steps(_FEW))
    rows: list[Row] = []
    for count in _SIZES[:1] if bench.quick else _SIZES:
        history = steps(count)
        ours = goofer_project(bench.folder / f"goofer-{count}", history)
        theirs = alembic_project(bench.folder / f"alembic-{count}", history)
        for kind in _kinds(bench, count):
            bench.say(f"{count} migrations on {kind}")
            runs = _runs(bench, kind, count, ours, theirs, few)
            rows += _rows(f"{count} migrations, {kind}", runs, _ALEMBIC_GOALS.get(kind))
    return rows


def _kinds(bench: Bench, count: int) -> tuple[str, ...]:
    # SQLite itself reads its whole schema again at every change: 5,000 of them take a minute.
    return (POSTGRESQL, SQLITE) if count == _SIZES[0] or bench.large else (POSTGRESQL,)


def _runs(
    bench: Bench, kind: str, count: int, ours: Path, theirs: Path, few: Path
) -> dict[str, list[Run]]:
    new = partial(bench.databases.variables, kind)
    floor = (sys.executable, str(Path(__file__).with_name("floor.py")), str(ours / "migrations"))
    with new() as applied:
        prepare([program("goofer"), "migrate"], few, applied)
        sides = (
            Side(_GOOFER, (program("goofer"), "migrate"), ours, new),
            Side(_FLOOR, floor, ours, new),
            Side(_ALEMBIC, (program("alembic"), "upgrade", "head"), theirs, new),
            Side(
                _START,
                (program("goofer"), "migrate"),
                few,
                lambda: contextlib.nullcontext(applied),
            ),
        )
        # The first run of Alembic compiles its revisions, as it would once for each of its users.
        return contest(sides, bench.runs(_RUNS.get((kind, count), _FEW_RUNS)))


def _rows(case: str, runs: dict[str, list[Run]], than_alembic: Goal | None) -> Iterator[Row]:
    cpu = {name: [run.cpu for run in of_side] for name, of_side in runs.items()}
    wall = {name: [run.wall for run in of_side] for name, of_side in runs.items()}
    peak = {name: [run.peak / _MIB for run in of_side] for name, of_side in runs.items()}
    start = middle(cpu[_START])
    yield compared(
        ("up", case, "CPU s"),
        cpu[_GOOFER],
        "floor",
        cpu[_FLOOR],
        _within(cpu, _CPU_FACTOR, start, "s start"),
    )
    yield compared(
        ("up", case, "peak MiB"),
        peak[_GOOFER],
        "floor",
        peak[_FLOOR],
        _within(peak, _PEAK_FACTOR, _PEAK_MORE, "MiB"),
    )
    yield compared(
        ("up", case, "CPU s"),
        cpu[_GOOFER],
        "alembic",
        cpu[_ALEMBIC],
        than_alembic,
    )
    yield compared(("up", case, "peak MiB"), peak[_GOOFER], "alembic", peak[_ALEMBIC])
    yield compared(("up", case, "s"), wall[_GOOFER], "floor", wall[_FLOOR])
    yield compared(("up", case, "s"), wall[_GOOFER], "alembic", wall[_ALEMBIC])


def _within(series: dict[str, list[float]], factor: float, more: float, what: str) -> Goal:
    """Return the goal of being within `factor` times the floor and `more`."""
    limit = factor * middle(series[_FLOOR]) + more
    return Goal(f"<= {factor} x + {more:.3g} {what}", limit, value=middle(series[_GOOFER]))

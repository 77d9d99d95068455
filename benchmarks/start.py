"""Commands that find nothing to do, beside Alembic's, on histories of few and many migrations."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.databases import POSTGRESQL, SQLITE
from benchmarks.history import alembic_project, goofer_project, steps
from benchmarks.measure import Side, contest, prepare, program
from benchmarks.report import Row, at_most, compared

_RUNS, _SLOW_RUNS = 15, 3
_FEW, _MANY, _QUICK_MANY = 10, 5000, 1000
_RATIO, _GROWTH = 0.45, 1.3
_STATUS, _MIGRATE = "status", "migrate"
_PEERS = {_STATUS: ("current",), _MIGRATE: ("upgrade", "head")}


@dataclass(frozen=True, slots=True)
class _Project:
    """Both tools' projects of one history, and both tools' databases where all of it ran."""

    count: int
    goofer: Path
    alembic: Path
    goofer_variables: Mapping[str, str]
    alembic_variables: Mapping[str, str]


def measure(bench: Bench) -> list[Row]:
    """Measure `status` and `migrate` on both databases."""
    many = _QUICK_MANY if bench.quick else _MANY
    folders = {count: _write(bench.folder / str(count), count) for count in (_FEW, many)}
    rows: list[Row] = []
    for kind in (SQLITE, POSTGRESQL):
        with contextlib.ExitStack() as stack:
            projects = [
                stack.enter_context(_applied(bench, kind, count, *folders[count]))
                for count in (_FEW, many)
            ]
            for command in (_STATUS, _MIGRATE):
                bench.say(f"{command} on {kind}")
                rows += _rows(bench, kind, command, projects)
    return rows


def _write(folder: Path, count: int) -> tuple[Path, Path]:
    history = steps(count, passing=True)
    return goofer_project(folder / "goofer", history), alembic_project(folder / "alembic", history)


@contextlib.contextmanager
def _applied(
    bench: Bench, kind: str, count: int, goofer: Path, alembic: Path
) -> Iterator[_Project]:
    variables = partial(bench.databases.variables, kind)
    with variables() as ours, variables() as theirs:
        bench.say(f"applying {count} migrations on {kind}")
        prepare([program("goofer"), "migrate"], goofer, ours)
        # What Alembic asks its database is the latest revision alone: no need to run them all.
        prepare([program("alembic"), "stamp", "head"], alembic, theirs)
        yield _Project(count, goofer, alembic, ours, theirs)


def _rows(bench: Bench, kind: str, command: str, projects: list[_Project]) -> Iterator[Row]:
    few, many = projects
    # Alembic takes long on the long history: it is measured there less often, beside the short one.
    quick = (_ours(few, command), _theirs(few, command), _ours(many, command))
    slow = (_ours(many, command), _theirs(many, command), _theirs(few, command))
    often, seldom = _cpu(quick, bench.runs(_RUNS)), _cpu(slow, bench.runs(_SLOW_RUNS))
    for project, cpu in ((few, often), (many, seldom)):
        yield compared(
            _case(f"{command}, {project.count} applied, {kind}"),
            cpu[f"goofer {project.count}"],
            f"alembic {_PEERS[command][0]}",
            cpu[f"alembic {project.count}"],
            at_most(_RATIO),
        )
    for tool, case, cpu, goal in (
        ("goofer", command, often, at_most(_GROWTH)),
        ("alembic", f"alembic {_PEERS[command][0]}", seldom, None),
    ):
        yield compared(
            _case(f"{case}, {many.count} applied, {kind}"),
            cpu[f"{tool} {many.count}"],
            f"{few.count} applied",
            cpu[f"{tool} {few.count}"],
            goal,
        )


def _case(case: str) -> tuple[str, str, str]:
    return "start", case, "CPU s"


def _ours(project: _Project, command: str) -> Side:
    return Side(
        f"goofer {project.count}",
        (program("goofer"), command),
        project.goofer,
        lambda: contextlib.nullcontext(project.goofer_variables),
    )


def _theirs(project: _Project, command: str) -> Side:
    return Side(
        f"alembic {project.count}",
        (program("alembic"), *_PEERS[command]),
        project.alembic,
        lambda: contextlib.nullcontext(project.alembic_variables),
    )


def _cpu(sides: Sequence[Side], runs: int) -> dict[str, list[float]]:
    found = contest(sides, runs)
    return {name: [run.cpu for run in of_side] for name, of_side in found.items()}

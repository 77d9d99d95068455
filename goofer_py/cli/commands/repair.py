"""goofer repair."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Literal

import typer

from goofer_py.cli.ask import Asker, can_ask
from goofer_py.cli.complete import versions as known_versions
from goofer_py.cli.each import command_on_each
from goofer_py.cli.protected import Confirm, check_protected
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import UsageError
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.repair import Repair
from goofer_py.migrate.state import goes_on

_PLANS = {
    "done": "mark it as done",
    "not-run": "mark it as not run",
    "accept": "accept the file as it is now",
    "forget": "forget that it is applied",
}
_FAULTS = {
    "dirty": "stopped halfway ({})",
    "changed": "edited after it was applied",
    "missing": "applied, and its files are gone",
}


class Mark(Enum):
    """What became of a migration that stopped halfway."""

    DONE = "done"
    NOT_RUN = "not-run"


@command_on_each()
def repair(
    run: Run,
    only: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[VERSION]...",
            help="Repair only these; default: everything that is found.",
            autocompletion=known_versions,
        ),
    ] = None,
    dirty: Annotated[
        Mark | None,
        typer.Option(
            "--dirty",
            metavar="MARK",
            help="How to mark a migration that stopped halfway: done, or not-run.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do it without asking; a script needs this.")
    ] = False,
    confirm: Confirm = None,
) -> None:
    """Correct the history of migrations that stopped or changed.

    Runs no script: it records in the history that an edited file is accepted, that a migration
    without files is forgotten, or that one that stopped halfway is done, or not run. Leaves
    applied migrations that are newer than all the files alone, unless you give their versions.
    """
    with run.project.migrator() as migrator:
        found = _found(migrator, only or (), dirty)
        run.output.result(database=migrator.database, repairs=[_fields(one) for one in found])
        run.output.result(repaired=0)
        if not found:
            run.output.summary = "nothing to set right"
            run.output.say("There is nothing to set right.")
            return
        for one in found:
            run.output.show(f"{one.title} {_fault(one)}: {_plan(one, dirty)}")
        found = _decided(run, migrator, found, dirty)
        what = "Its history would be set right, and nothing would run."
        name = check_protected(run, migrator.database, what, confirm)
        if not yes and not confirm and not _confirmed(run, dirty):
            return
        done = migrator.repair(found, confirm=name)
    run.output.result(repairs=[_fields(one) for one in done], repaired=len(done))
    run.output.summary = f"{count(len(done), 'migration')} set right"
    run.output.say(f"Set {count(len(done), 'migration')} right; nothing was run.")


def _found(migrator: Migrator, only: Sequence[str], dirty: Mark | None) -> list[Repair]:
    way: Literal["done", "not-run"] = "done" if dirty is Mark.DONE else "not-run"
    found = migrator.repairs(way)
    if not only:
        return [one for one in found if not one.newer]
    titles = {one.title for one in found}
    wanted = {one if one in titles else migrator.known_version(one) for one in only}
    return [one for one in found if wanted & {one.version, one.title}]


def _decided(
    run: Run, migrator: Migrator, found: Sequence[Repair], dirty: Mark | None
) -> list[Repair]:
    """Return the repairs once it is known what to mark as; raises UsageError when it is not."""
    half = next((one for one in found if one.fault == "dirty"), None)
    if half is None or dirty is not None:
        return list(found)
    if not can_ask(run.output):
        again = goes_on(half.version, half.direction, migrator.status().waiting)
        raise UsageError(
            f"{half.title} stopped halfway, and only who looked at the database knows what it is to"
            " be marked as. Nothing was changed.",
            hint=f"go on with it: {again}; or: goofer repair --dirty done --yes, or --dirty not-run"
            " --yes",
        )
    there = "is there" if half.direction == "up" else "is taken back"
    answers = {Mark.DONE.value: f"all of it {there}", Mark.NOT_RUN.value: f"nothing of it {there}"}
    answer = Asker().choose(f"What is {half.title} to be marked as?", answers)
    way: Literal["done", "not-run"] = "done" if answer == "done" else "not-run"
    decided = Repair(half.version, half.name, way, half.direction)
    return [decided if one is half else one for one in found]


def _confirmed(run: Run, dirty: Mark | None) -> bool:
    if not can_ask(run.output):
        message = "Nobody can be asked here. Nothing was changed."
        mark = "" if dirty is None else f" --dirty {dirty.value}"
        raise UsageError(message, hint=f"goofer repair{mark} --yes")
    if Asker().confirm("Set this right in the history?"):
        return True
    run.output.say("Nothing was changed.")
    return False


def _fault(one: Repair) -> str:
    return _FAULTS[one.fault].format(one.direction)


def _plan(one: Repair, dirty: Mark | None) -> str:
    undecided = one.fault == "dirty" and dirty is None
    return "mark it as done, or as not run" if undecided else _PLANS[one.way]


def _fields(one: Repair) -> dict[str, object]:
    return {
        "version": one.version,
        "name": one.name,
        "fault": one.fault,
        "direction": one.direction,
        "way": one.way,
        "newer": one.newer,
    }

"""goofer status."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import DirtyOrDrifted
from goofer_py.migrate.status import Status, StatusEntry


@command
def status(
    run: Run,
    everything: Annotated[
        bool, typer.Option("--all", help="List the applied migrations too.")
    ] = False,
) -> None:
    """Show what is applied, pending and wrong.

    Changes nothing, and makes no database that is not there. Exits with 5 when a migration
    stopped halfway.
    """
    with run.project.migrator() as migrator:
        found = migrator.status()
    entries = list(found.entries(everything=everything))
    run.output.result(**_fields(found, entries))
    _show(run, found, entries)
    if found.dirty is not None:
        title = f"{found.dirty.version}_{found.dirty.name}"
        again = "goofer migrate" if found.dirty.direction == "up" else "goofer rollback"
        raise DirtyOrDrifted(
            f"{title} is {found.dirty}.", hint=f"settle what stopped it, then: {again}"
        )


def _fields(found: Status, entries: list[StatusEntry]) -> dict[str, Any]:
    return {
        "database": found.database,
        "current": found.current,
        "applied": len(found.applied),
        "pending": len(found.pending),
        "missing": len(found.missing),
        "out_of_order": len(found.out_of_order),
        "dirty": None if found.dirty is None else str(found.dirty),
        "migrations": [{"version": e.version, "name": e.name, "state": e.state} for e in entries],
    }


def _show(run: Run, found: Status, entries: list[StatusEntry]) -> None:
    run.output.say(f"Database: {found.database}")
    name = found.applied.get(found.current or "", "")
    applied = f"{found.current} {name} ({count(len(found.applied), 'migration')} applied)"
    run.output.say(f"Current:  {applied if found.current else 'nothing applied'}")
    run.output.say(f"Pending:  {len(found.pending) or 'nothing'}")
    if entries:
        rows = [(entry.version, entry.name, entry.state) for entry in entries]
        run.output.table(("version", "name", "state"), rows)
    for version, missing in found.missing.items():
        run.output.warn(f"{version}_{missing} is applied, and its files are gone")

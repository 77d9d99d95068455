"""goofer purge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.ask import Asker, can_ask
from goofer_py.cli.command import command
from goofer_py.cli.complete import versions
from goofer_py.cli.protected import Confirm, check_protected
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from goofer_py.schema import Schema
    from goofer_py.stores.store import Session


@command
def purge(
    run: Run,
    upto: Annotated[
        str | None,
        typer.Option(
            "--upto",
            metavar="VERSION",
            help="Delete only what migrations up to this version kept.",
            autocompletion=versions,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be removed and change nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Remove without asking; a script needs this.")
    ] = False,
    confirm: Confirm = None,
) -> None:
    """Delete the rows that drops have kept.

    This ends the way back of those migrations: without the kept rows, their down scripts fail.
    Deletes everything in one transaction, if the database supports it.
    """
    from goofer_py.generate.purge import kept_by, kept_schema

    if upto is not None and not (upto.isascii() and upto.isdecimal()):
        raise UsageError(f"A version is made of digits; {upto!r} is not.")
    with run.project.session() as session:
        kept = kept_schema(session, upto)
        found = [(str(t.name), kept_by(t.name) or "") for t in kept.tables]
        removed = bool(found or kept.namespaces) and not dry_run
        what = f"{count(len(found), 'table')} that drops put aside"
        if removed:
            gone = f"{what} would be removed, for good."
            check_protected(run, session.database, gone, confirm)
        _show(run, session, found, removed=removed)
        if not removed:
            run.output.say("Nothing was removed." if found else "Nothing is put aside.")
            return
        if not yes and not confirm:
            _confirm(run, f"{what} would be removed from {session.database}, for good.")
        _remove(session, kept, run.settings.templates)
        run.output.say(f"Removed {what}.")


def _show(run: Run, session: Session, found: Sequence[tuple[str, str]], *, removed: bool) -> None:
    run.output.result(
        database=session.database,
        removed=removed,
        kept=[{"table": table, "version": version} for table, version in found],
    )
    if found:
        run.output.table(("put aside", "by version"), found)


def _confirm(run: Run, what: str) -> None:
    if not can_ask(run.output):
        raise UsageError(f"{what} Nothing was changed.", hint="add --yes to remove them")
    if not Asker().confirm(f"{what} Go on?"):
        raise UsageError("Nothing was changed.")


def _remove(session: Session, kept: Schema, templates: Path | None) -> None:
    from goofer_py.generate.purge import purge_script

    session.begin()
    try:
        session.run(purge_script(kept, session, templates))
    except BaseException:
        session.rollback()
        raise
    session.commit()

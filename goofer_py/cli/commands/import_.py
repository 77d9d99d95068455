"""goofer import."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goofer_py.cli.command import command
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import FileError, StoreError, UsageError
from goofer_py.importing.adoption import Adoption
from goofer_py.importing.files import NewFile, files, numbered, write
from goofer_py.importing.folder import refuse
from goofer_py.importing.model import Found, Place
from goofer_py.importing.peer import NAMES, peer
from goofer_py.migrate.records import history_of

if TYPE_CHECKING:
    from goofer_py.migrate.record import Record

Program = Enum("Program", {name: name for name in NAMES})  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Choices:
    """What is taken over, and how."""

    adopt: Annotated[
        str | None,
        typer.Option(
            "--adopt",
            metavar="URL",
            help="Also take over from the tool's history on this database what is applied.",
        ),
    ] = None
    table: Annotated[
        str | None,
        typer.Option(
            "--table", metavar="NAME", help="The table of that history, if not the usual one."
        ),
    ] = None
    skeletons: Annotated[
        bool,
        typer.Option(
            "--skeletons",
            help="Write a Python migration to fill in by hand for each one that is code.",
        ),
    ] = False
    python: Annotated[
        str | None,
        typer.Option(
            "--python", metavar="PATH", help="The Python that runs the project of the migrations."
        ),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be written and taken over.")
    ] = False


@command
def import_(
    run: Run,
    program: Annotated[
        Program,
        typer.Argument(
            help=f"The tool that the migrations are from: {', '.join(NAMES)}.", metavar="PROGRAM"
        ),
    ],
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="The folder of its migrations or project."),
    ],
    choices: Choices,
) -> None:
    """Import the migrations and the history of another tool.

    Writes them into the folder of the migrations, in the same order, and overwrites nothing.
    --adopt also copies what is applied into goofer's history. Runs no migration.
    """
    name, on = str(program.value), run if choices.adopt is None else run.on(choices.adopt)
    found = _read(on, name, folder, choices)
    source = run.project.source()
    _refuse_same(folder, source.folder)
    migrations = numbered(name, found, source)
    planned = files(name, migrations, found, source)
    adoption = Adoption(name, peer(name), found, migrations, choices.table)
    run.output.result(directory=source.folder, migrations=_migrations(adoption))
    run.output.result(files=[], kept=_edited(planned), notes=_notes(found))
    run.output.result(database=None, adopted=[])
    # What stands against it is told before anything is written.
    waiting, notes = ([], []) if choices.adopt is None else _look(on, adoption)
    run.output.result(notes=[*_notes(found), *notes])
    for note in notes:
        run.output.warn(note)
    if choices.dry_run:
        run.output.result(files=[file.path for file in planned if file.state == "new"])
        _told(run, planned, found, "Would write")
        for title in waiting:
            run.output.say(f"Would take over that {title} is applied")
        return
    run.output.result(files=write(planned))
    _told(run, planned, found, "Wrote")
    if choices.adopt is not None:
        _adopted(run, on, adoption)


def _read(on: Run, name: str, folder: Path, choices: Choices) -> Found:
    """Return the program's migrations; raises FileError where there are none, or code."""
    found = peer(name).read(Place(folder, _dialect(on), choices.python or sys.executable))
    if not found.migrations:
        raise FileError(f"{name} has no migrations here. Nothing was written.", path=folder)
    if not choices.skeletons:
        _refuse_code(folder, found)
    return found


def _dialect(run: Run) -> str | None:
    from goofer_py.stores.registry import dialect_for
    from goofer_py.stores.url import parse_url

    url = run.settings.url
    return None if url is None else dialect_for(parse_url(url)).name


def _refuse_code(folder: Path, found: Found) -> None:
    if code := [f"{one.origin}: {one.code}" for one in found.migrations if one.code]:
        raise refuse(
            folder,
            f"{count(len(code), 'migration')} cannot be taken over as SQL.",
            code,
            "write them by hand: --skeletons writes a Python migration to fill in for each",
        )


def _refuse_same(folder: Path, own: Path) -> None:
    if folder.resolve() == own.resolve():
        raise UsageError(
            f"{own} is where goofer's own migrations are to be, too. Nothing was written.",
            hint="name another folder for them: --directory, or directory in goofer.toml",
        )


def _look(run: Run, adoption: Adoption) -> tuple[list[str], list[str]]:
    """Return what is to be taken over, and notes; raises what stands against it."""
    store = run.project.store()
    if not store.exists():
        raise StoreError(
            f"There is no database {store.database}, so there is nothing that {adoption.name} has"
            " applied to it. Nothing was written.",
            database=store.database,
            hint="look at the URL of --adopt; without it the files alone are written",
        )
    with run.project.session() as session:
        state = history_of(session, run.project.history).state()
        found = adoption.missing(session, state)
        versions = [one.version for one, _ in found]
        run.output.result(database=session.database, adopted=versions)
        foreign = adoption.foreign(session)
        said = f"{adoption.name} lists what is not of the project, and it is left out: "
        notes = [said + ", ".join(foreign)] if foreign else []
        return [one.title for one, _ in found], notes


def _adopted(run: Run, on: Run, adoption: Adoption) -> None:
    with on.project.migrator() as migrator:
        records = migrator.note(adoption.records)
        database = migrator.database
    run.output.result(database=database, adopted=_versions(records))
    if records:
        said = f"{count(len(records), 'migration')}, up to {records[-1].version}"
        run.output.say(f"Took over from {adoption.name} that {database} has {said}.")
    else:
        run.output.say(f"{database} has nothing more to take over from {adoption.name}.")


def _versions(records: Sequence[Record]) -> list[str]:
    return [record.version for record in records]


def _told(run: Run, planned: Sequence[NewFile], found: Found, verb: str) -> None:
    for file in planned:
        if file.state == "new":
            run.output.say(f"{verb} {file.path}")
    for path in _edited(planned):
        run.output.warn(f"{path} was edited since it was imported, and is left as it is")
    for note in _notes(found):
        run.output.warn(note)
    if not any(file.state == "new" for file in planned):
        run.output.say("All files are there already.")


def _edited(planned: Sequence[NewFile]) -> list[Path]:
    return [file.path for file in planned if file.state == "edited"]


def _notes(found: Found) -> list[str]:
    own = [f"{one.origin}: {note}" for one in found.migrations for note in one.notes]
    code = [
        f"{one.origin} is to be written by hand: {one.code}" for one in found.migrations if one.code
    ]
    return [*found.notes, *own, *code]


def _migrations(adoption: Adoption) -> list[dict[str, Any]]:
    return [
        {
            "version": one.version,
            "name": one.migration.name,
            "origin": one.migration.origin,
            "code": one.migration.code,
        }
        for one in adoption.migrations
    ]

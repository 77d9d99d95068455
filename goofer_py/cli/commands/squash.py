"""goofer squash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.complete import versions
from goofer_py.cli.run import Run
from goofer_py.cli.terminable import terminable
from goofer_py.cli.wording import count
from goofer_py.errors import UsageError

if TYPE_CHECKING:
    from goofer_py.generate.squash import Squashed
    from goofer_py.migrate.sources import DirectorySource


@dataclass(frozen=True, slots=True)
class Options:
    """Which migrations become one, and what becomes of their files and rows."""

    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="VERSION",
            help="The last migration to replace, or latest.",
            autocompletion=versions,
        ),
    ]
    name: Annotated[str, typer.Option("--name", help="Its name.")] = "squashed"
    archive: Annotated[
        Path | None,
        typer.Option(
            "--archive",
            metavar="DIR",
            help="A new folder to move the replaced files to.",
        ),
    ] = None
    delete: Annotated[bool, typer.Option("--delete", help="Delete the replaced files instead.")] = (
        False
    )
    keep_data: Annotated[
        bool,
        typer.Option("--keep-data", help="Write the rows of a new database into it."),
    ] = False
    discard_data: Annotated[
        bool,
        typer.Option("--discard-data", help="Leave the rows of the replaced migrations out of it."),
    ] = False
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Prove and show it, and write nothing.")
    ] = False


@command
def squash(run: Run, options: Options) -> None:
    """Write one proved migration in place of all up to a version.

    Builds the many in an empty database, writes one migration for the result, and proves it in
    another: up leads to the same schema, down to nothing. If a database has all of the many, the
    next `goofer migrate` records the new one and runs nothing for it. If it has only some of
    them, goofer refuses until the rest ran. Refuses by name what writes rows, or does what a
    schema does not show, unless an option says what to do.
    """
    source = run.project.source()
    archive = _archive(source, options, recursive=run.settings.recursive)
    found = _squashed(run, source, options, archive)
    one = found.migration
    written: list[Path] = []
    if not options.dry_run:
        from goofer_py.generate.put_aside import put_aside

        written = put_aside(source, one, found.many.migrations, archive(one.title))
    run.output.result(
        version=one.version,
        name=one.name,
        replaces=found.many.versions,
        written=written,
        archive=None if options.delete else archive(one.title),
        tables=found.tables,
        tables_with_rows=found.rows,
        left_out=found.left_out,
        up=one.up.text,
        down=one.down.text if one.down else None,
    )
    for statement in found.left_out:
        run.output.warn(f"left out: {statement}")
    _tell(run, found, options, archive(one.title))


class _Archive:
    """Where the files of the many go, which depends on what the one is called."""

    def __init__(self, source: DirectorySource, options: Options) -> None:
        self.source = source
        self.options = options

    def __call__(self, title: str) -> Path | None:
        if self.options.delete:
            return None
        folder = self.source.folder
        return self.options.archive or folder.with_name(f"{folder.name}_archive") / title


def _archive(source: DirectorySource, options: Options, *, recursive: bool) -> _Archive:
    if options.delete and options.archive is not None:
        raise UsageError("--delete and --archive exclude each other.")
    if options.keep_data and options.discard_data:
        raise UsageError("--keep-data and --discard-data exclude each other.")
    inside = options.archive is not None and source.folder.resolve() in (
        options.archive.resolve().parents
    )
    if inside and recursive:
        raise UsageError(
            f"{options.archive} is inside of {source.folder}, and migrations are looked for there"
            " too. Nothing was written.",
            hint="--archive with a folder outside of it",
        )
    return _Archive(source, options)


def _squashed(run: Run, source: DirectorySource, options: Options, archive: _Archive) -> Squashed:
    from goofer_py.cli.whole import spares
    from goofer_py.generate.squash import SquashOptions, squash
    from goofer_py.migrate.files import file_name

    names = source.names()
    last = _spelled(options.to, list(names))
    name = file_name(options.name)
    title = f"{last}_{name if names.get(last) != name else f'{name}_again'}"
    place = archive(title)
    where = "Their files were deleted." if place is None else f"Their files are in {place}."
    data = "keep" if options.keep_data else "discard" if options.discard_data else "refuse"
    settings = run.settings
    how = SquashOptions(last, name, data, where, settings.templates)  # type: ignore[arg-type]
    with terminable():
        return squash(source, spares(run.project), how)


def _spelled(target: str, names: list[str]) -> str:
    """Return a version as its files spell it."""
    if target == "latest":
        return names[-1] if names else target
    same = (one for one in names if target.isdecimal() and int(one) == int(target))
    return next(same, target)


def _tell(run: Run, found: Squashed, options: Options, archive: Path | None) -> None:
    one, many = found.migration, count(len(found.many.migrations), "migration")
    if options.dry_run:
        run.output.show(f"{one.up.text.rstrip()}\n\n{one.down.text.rstrip() if one.down else ''}")
        return
    run.output.say(
        f"Proved and wrote {one.title} in the place of {many}: {count(found.tables, 'table')},"
        f" rows in {found.rows or 'none'}."
    )
    place = "deleted" if archive is None else f"in {archive}"
    run.output.say(f"The files of the {len(found.many.migrations)} are {place}.")

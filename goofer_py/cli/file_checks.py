"""What can be wrong with migrations before any of them runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from goofer_py.dialects.syntax import Syntax
from goofer_py.errors import FileError, UnfinishedStatement
from goofer_py.migrate.blocks import statements_of
from goofer_py.migrate.directives import directives
from goofer_py.migrate.files import DOWN, FORM, REPEATABLE, UP
from goofer_py.migrate.languages import kept
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.python_script import PythonScript
from goofer_py.migrate.script import Script
from goofer_py.migrate.sources import DirectorySource

_COUNTED = 10**6
"""Versions below this are counted, so that one may lack; those above are points in time."""


def file_problems(source: DirectorySource, syntax: Syntax | None) -> list[FileError]:
    """Return all that is wrong with the folder, the names and the texts of its files.

    Without a `syntax`, texts are not cut into statements.
    """
    problems = source.problems()
    try:
        versions = list(source.names())
    except FileError:
        # Names that are wrong are told above, and say nothing of what the files are.
        return problems
    problems += _gaps(source, versions)
    problems += _replaced(source, versions)
    for version in versions:
        migration = source.migration(version)
        for script in (migration.up, migration.down):
            if script is not None:
                problems += _text_problems(script, syntax)
    for script in source.repeatables().values():
        problems += _text_problems(script, syntax)
    return [*problems, *_nearly_repeatable(source.folder), *_of_flyway(source.folder)]


def seed_problems(folder: Path, syntax: Syntax | None) -> list[FileError]:
    """Return what is wrong with seeds, as far as that can be told without a database."""
    from goofer_py.seeds.data import DataScript
    from goofer_py.seeds.source import SeedSource

    source = SeedSource(folder)
    try:
        versions = list(source.names())
    except FileError as error:
        return [error]
    problems: list[FileError] = []
    for version in versions:
        script = source.migration(version).up
        if isinstance(script, DataScript):
            problems += filter(None, [script.problem()])
        else:
            problems += _text_problems(script, syntax)
        if isinstance(script, PythonScript):
            try:
                source.directives(version)
            except FileError as error:
                problems.append(error)
    return problems


def _nearly_repeatable(folder: Path) -> Iterator[FileError]:
    """Yield what looks like a repeatable script, and is none by its name."""
    for path in sorted(folder.glob("[Rr]_*.sql")):
        if not path.name.startswith(REPEATABLE) and not path.name.endswith((UP, DOWN)):
            yield FileError(
                "the file has no name of a repeatable script: it would never run.",
                path=path,
                hint=f"name it like {REPEATABLE}what_it_makes.sql",
            )


def _of_flyway(folder: Path) -> Iterator[FileError]:
    """Yield the files that Flyway would run, and goofer passes by."""
    for path in sorted(folder.glob("[VUvu][0-9]*__*.sql")):
        if not path.name.endswith((UP, DOWN)):
            yield FileError(
                "the file has a name of Flyway's: it would never run.",
                path=path,
                hint=f"name it like {FORM}; to take over a whole folder: goofer import flyway DIR",
            )


def applied_problems(migrator: Migrator) -> list[FileError]:
    """Return what became of applied migrations: edited since, or without their files."""
    changed = [
        FileError(
            "the file was edited after it was applied.",
            path=migration.up.path,
            hint="bring it back as it was, and put the change into a new migration",
        )
        for migration in migrator.changed_migrations()
    ]
    status = migrator.status()
    gone = [
        FileError(
            f"{version}_{name} is applied, and its files are gone.",
            hint="it is newer than all the files: take those of the newer version of the program"
            if version in status.newer
            else "bring its files back, or: goofer repair",
        )
        for version, name in status.missing.items()
    ]
    gone += [
        FileError(
            f"R__{name} ran, and its file is gone: what it made stays.",
            hint="bring the file back, or drop what it made in a migration, and: goofer repair",
        )
        for name in status.gone
    ]
    partly = [FileError(one.halfway, hint=one.way_on(later=False)) for one in status.partly]
    return changed + gone + partly


def _gaps(source: DirectorySource, versions: Sequence[str]) -> Iterator[FileError]:
    for before, after in pairwise(versions):
        first, last = int(before) + 1, int(after) - 1
        if last < _COUNTED and first <= last:
            lacking = str(first) if first == last else f"{first} to {last}"
            yield FileError(
                f"there is no migration {lacking} between {before} and {after}.",
                path=source.folder,
                hint="bring it back, or give the later ones the versions in between",
            )


def _replaced(source: DirectorySource, versions: Sequence[str]) -> Iterator[FileError]:
    """Yield what is there and replaced by another one, which would run as well."""
    for version in versions:
        with suppress(FileError):
            for old in source.directives(version).replaces:
                if old in versions and old != version:
                    yield FileError(
                        f"{version} replaces {old}, which is here as well.",
                        path=source.migration(old).up.path,
                        hint="move its files out of the folder",
                    )


def _text_problems(script: Script, syntax: Syntax | None) -> Iterator[FileError]:
    if isinstance(script, PythonScript):
        if problem := script.problem():
            yield problem
        return
    try:
        text = script.text
        directives(text, script.path)
        if syntax is not None:
            statements_of(kept(text, script.path) or "", syntax)
    except UnfinishedStatement as error:
        line, column = error.line or 1, error.column or 1
        yield UnfinishedStatement(error.opened, line, column, path=script.path)
    except FileError as error:
        placed = (
            error
            if error.path
            else FileError(
                error.message,
                path=script.path,
                line=error.line,
                column=error.column,
                hint=error.hint,
            )
        )
        yield placed

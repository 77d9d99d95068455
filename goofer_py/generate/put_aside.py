"""The files of many migrations out of the way, and that of one in their place."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.migrate.files import DOWN, UP
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.sources import DirectorySource


def put_aside(
    source: DirectorySource, one: Migration, many: Iterable[Migration], archive: Path | None
) -> list[Path]:
    """Move the files of the many to `archive`, or remove them without one, and write the one.

    Returns the two files that were written. Where that fails, all files are back where they were.
    Raises FileError, also for a folder that is there already.
    """
    files = [path for migration in many for path in _files(migration)]
    aside = archive or source.folder / f".{one.title}.squashed"
    moved: list[tuple[Path, Path]] = []
    try:
        aside.mkdir(parents=True)
        for path in files:
            moved.append((path, aside / path.name))
            shutil.move(path, aside / path.name)
        source.write(one.version, one.name, one.up.text, one.down.text if one.down else "")
    except (OSError, FileError) as error:
        _back(moved, aside)
        if isinstance(error, FileError):
            raise
        raise FileError(
            f"the files of the many cannot be moved here: {error.strerror}. All are where they"
            " were.",
            path=aside,
            hint="--archive DIR, with a folder that is not there yet",
        ) from None
    if archive is None:
        shutil.rmtree(aside)
    return [source.folder / f"{one.title}{ending}" for ending in (UP, DOWN)]


def _files(migration: Migration) -> list[Path]:
    scripts = (migration.up, migration.down)
    paths = (script.path for script in scripts if script is not None)
    return list(dict.fromkeys(path for path in paths if path is not None))


def _back(moved: Iterable[tuple[Path, Path]], aside: Path) -> None:
    moved = list(moved)
    for before, after in moved:
        if after.exists() and not before.exists():
            shutil.move(after, before)
    if moved and not any(aside.iterdir()):
        aside.rmdir()

"""Objects that stand in `.sql` files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from goofer_py.dialects.declarable import MARKS, declarable
from goofer_py.entities.objects.text import as_declared, cut, makes_room
from goofer_py.entities.reading.target import Target
from goofer_py.errors import EntityError
from goofer_py.schema import Declared


def declared_in_files(places: Iterable[Path], target: Target) -> Iterator[Declared]:
    """Yield what the files in the folders `places` declare, in the order of their paths.

    What stands in a folder or a file marked with the name of a database (`mysql/users.sql`,
    `users.mysql.sql`) is for that one only. `DROP ... IF EXISTS` before a CREATE is passed over.
    Raises EntityError for a place that is not there, and a statement that declares nothing.
    """
    for place in places:
        for path in _files(place):
            if _is_for(path, place, target):
                yield from _in_file(path, target)


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise EntityError(
            f"There is no folder {_near(place)} for the setting objects.",
            hint=f"mkdir -p {_near(place)}, or take it out of objects",
        )
    return sorted(path for path in place.rglob("*.sql") if path.is_file())


def _is_for(path: Path, place: Path, target: Target) -> bool:
    folders = path.relative_to(place).parts[:-1] if path != place else ()
    marks = {part.lower() for part in (*folders, *path.name.split(".")[1:-1])} & MARKS
    return not marks or not marks.isdisjoint(declarable(target.dialect).names)


def _in_file(path: Path, target: Target) -> Iterator[Declared]:
    near = _near(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise EntityError(f"{near} is not UTF-8: {error.reason} at byte {error.start}.") from None
    for statement in cut(text, str(near), target):
        if not makes_room(statement.text, target):
            yield as_declared(statement.text, f"{near}:{statement.line}", target)


def _near(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path

"""The files that goofer makes of another program's migrations, and what may be in their way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from goofer_py.errors import FileError
from goofer_py.importing.folder import refuse
from goofer_py.importing.model import Found, Imported, Part
from goofer_py.importing.skeleton import skeleton
from goofer_py.importing.versions import versions
from goofer_py.migrate.directives import IRREVERSIBLE
from goofer_py.migrate.files import DOWN, PYTHON, UP, read_text
from goofer_py.migrate.sources import DirectorySource

State = Literal["new", "same", "edited"]
"""Not there yet; there as it would be written; there from an earlier import, and edited since."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """One file of goofer's, and how it stands to what is there."""

    path: Path
    text: str
    state: State


@dataclass(frozen=True, slots=True)
class Numbered:
    """A migration with the version that goofer gives it."""

    version: str
    migration: Imported

    @property
    def title(self) -> str:
        """What its files are called, without their endings."""
        return f"{self.version}_{self.migration.name}"


def numbered(peer: str, found: Found, source: DirectorySource) -> list[Numbered]:
    """Return the migrations with their versions, in their order.

    What was imported into the folder before keeps its versions. Raises FileError, with their
    names, when two have one key.
    """
    _refuse_doubled(source, found)
    known = _known(peer, source) if source.is_there else {}
    return list(map(Numbered, versions(found.migrations, known), found.migrations))


def files(
    peer: str, migrations: Sequence[Numbered], found: Found, source: DirectorySource
) -> list[NewFile]:
    """Return the files to write into the folder of `source`.

    Raises FileError, with their names, when others are in the way.
    """
    wanted = [pair for one in migrations for pair in _texts(peer, one)]
    wanted += [(name, _text(_head(peer, name), part)) for name, part in found.copies.items()]
    planned = [_planned(source.folder / name, text) for name, text in wanted]
    in_the_way = [str(path.name) for path, _, state in planned if state is None]
    in_the_way += _taken(migrations, source)
    if in_the_way:
        listed = "".join(f"\n  - {name}" for name in in_the_way)
        raise FileError(
            f"these are in the way of what would be written. Nothing was written.{listed}",
            path=source.folder,
            hint="name another folder: --directory",
        )
    return [NewFile(path, text, state) for path, text, state in planned if state is not None]


def write(planned: Sequence[NewFile]) -> list[Path]:
    """Write the new ones, and never over another; return their paths. Raises FileError.

    What was written is taken away again when one cannot be.
    """
    written: list[Path] = []
    try:
        for file in planned:
            if file.state == "new":
                file.path.parent.mkdir(parents=True, exist_ok=True)
                with file.path.open("x", encoding="utf-8", newline="\n") as opened:
                    written.append(file.path)
                    opened.write(file.text)
    except BaseException as error:
        for path in written:
            path.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        where = error.filename or planned[0].path.parent
        raise FileError(f"this cannot be written: {error.strerror}.", path=where) from None
    return written


def _known(peer: str, source: DirectorySource) -> dict[str, str]:
    """Return the versions of what was imported before, by what it came from."""
    head = _head(peer, "")
    known = {}
    for version in source.names():
        up = source.migration(version).up
        first = up.text.partition("\n")[0].lstrip('-" ') if up.path else ""
        if first.startswith(head):
            known[first.removeprefix(head)] = version
    return known


def _refuse_doubled(source: DirectorySource, found: Found) -> None:
    keys = [one.key for one in found.migrations]
    doubled = [one.origin for one in found.migrations if keys.count(one.key) > 1]
    if doubled:
        raise refuse(
            source.folder, "These have one version, so that one of them never ran.", doubled
        )


def _texts(peer: str, one: Numbered) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of one migration's files."""
    head = _head(peer, one.migration.origin)
    if one.migration.code is not None:
        yield one.title + PYTHON, skeleton(head, one.migration)
        return
    down = one.migration.down or Part("", (f"{IRREVERSIBLE} {peer} has no way back from it",))
    # A run that sees the up file has both.
    yield one.title + DOWN, _text(head, down)
    yield one.title + UP, _text(head, one.migration.up)


def _head(peer: str, origin: str) -> str:
    return f"Imported by goofer from {peer}: {origin}"


def _text(head: str, part: Part) -> str:
    directives = "".join(f"-- goofer: {words}\n" for words in part.directives)
    body = part.text.strip("\n").rstrip()
    return f"-- {head}\n{directives}" + (f"\n{body}\n" if body else "")


def _planned(path: Path, text: str) -> tuple[Path, str, State | None]:
    """Return a file with its state, None for one that something else is in the way of."""
    if not path.exists():
        return path, text, "new"
    there = read_text(path) if path.is_file() else ""
    if there == text:
        return path, text, "same"
    first = text.partition("\n")[0]
    imported = "Imported by goofer" in first and there.partition("\n")[0] == first
    return path, text, "edited" if imported else None


def _taken(wanted: Sequence[Numbered], source: DirectorySource) -> Iterator[str]:
    """Yield the titles of other migrations there that have one of the versions."""
    if not source.folder.is_dir():
        return
    titles = {int(one.version): one.title for one in wanted}
    for version, name in source.names().items():
        if titles.get(int(version), f"{version}_{name}") != f"{version}_{name}":
            yield f"{version}_{name}"

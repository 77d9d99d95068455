"""dbmate: `-- migrate:up` and `-- migrate:down` in one file, in the order of the file names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from goofer_py.importing.folder import file_names, text_of, title, wrong_line
from goofer_py.importing.model import Done, Found, Imported, Part, Place
from goofer_py.stores.store import Session

TABLE = "schema_migrations"

_FILE = re.compile(r"(?P<version>[0-9]+)(?P<name>.*)\.sql")
_UP = re.compile(r"^--[^\S\n]*migrate:up(?P<options>[^\S\n]*$|[^\S\n]+\S[^\n]*$)", re.MULTILINE)
_DOWN = re.compile(r"^--[^\S\n]*migrate:down(?P<options>[^\S\n]*$|[^\S\n]+\S[^\n]*$)", re.MULTILINE)
_COMMENTS = re.compile(r"(?:[^\S\n]*(?:--[^\n]*)?\n)*")


def read(place: Place) -> Found:
    """Return the migrations of a folder in dbmate's order; raises FileError."""
    found = [match for name in file_names(place.folder) if (match := _FILE.fullmatch(name))]
    return Found(tuple(_migration(place.folder, match) for match in found))


def applied(session: Session, table: str, found: Found) -> Sequence[Done]:  # noqa: ARG001
    """Return the versions that the table lists."""
    rows = session.query(f"SELECT version FROM {table}")
    return [Done(version) for version in sorted(str(row[0]) for row in rows)]


def _migration(folder: Path, match: re.Match[str]) -> Imported:
    path = folder / match[0]
    text = text_of(path)
    up, down = _UP.search(text), _DOWN.search(text)
    if up is None or down is None:
        lacking = "down" if up else "up"
        raise wrong_line(path, 1, f"dbmate needs a line -- migrate:{lacking}.")
    if down.start() < up.start():
        raise wrong_line(path, 1, "-- migrate:down stands before -- migrate:up.")
    if not _COMMENTS.fullmatch(text, 0, up.start()):
        raise wrong_line(path, 1, "dbmate takes no statement before -- migrate:up.")
    version = match["version"]
    return Imported(
        key=version,
        name=title(match["name"]),
        origin=match[0],
        up=_part(up, text[up.end() : down.start()]),
        down=_part(down, text[down.end() :]),
        number=version,
    )


def _part(mark: re.Match[str], text: str) -> Part:
    alone = "transaction:false" in mark["options"].split()
    return Part(text, ("no-transaction",) if alone else ())

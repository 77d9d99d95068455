"""sql-migrate: `-- +migrate Up` and `-- +migrate Down` in one file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.importing.folder import file_names, text_of, title, wrong_line
from goofer_py.importing.marks import BEGIN, END, Block
from goofer_py.importing.model import Done, Found, Imported, Part, Place
from goofer_py.importing.moments import moment
from goofer_py.stores.store import Session

TABLE = "gorp_migrations"

_COMMAND = "-- +migrate "
_NUMBER = re.compile(r"(?P<version>[0-9]+)(?P<name>.*)")


def read(place: Place) -> Found:
    """Return the migrations of a folder in sql-migrate's order; raises FileError."""
    names = [name for name in file_names(place.folder) if name.endswith(".sql")]
    return Found(tuple(_migration(place, name) for name in sorted(names, key=_order)))


def applied(session: Session, table: str, found: Found) -> Sequence[Done]:  # noqa: ARG001
    """Return the files that the table lists."""
    rows = session.query(f"SELECT id, applied_at FROM {table}")
    done = [Done(str(name), moment(at)) for name, at in rows]
    return sorted(done, key=lambda one: _order(one.key))


def _order(name: str) -> tuple[int, int, str]:
    number = _NUMBER.match(name)
    return (0, int(number["version"]), name) if number else (1, 0, name)


def _migration(place: Place, name: str) -> Imported:
    number = _NUMBER.fullmatch(name.removesuffix(".sql"))
    up, down = _Reader(place.folder / name, place.dialect).parts()
    return Imported(
        key=name,
        name=title(number["name"] if number else name.removesuffix(".sql")),
        origin=name,
        up=up,
        down=down,
        number=number["version"] if number else None,
    )


class _Reader:
    """Reads one file line by line, as sql-migrate does."""

    def __init__(self, path: Path, dialect: str | None) -> None:
        self._path = path
        self._dialect = dialect
        self._parts: dict[str, list[str]] = {}
        self._alone: set[str] = set()
        self._block: Block | None = None

    def parts(self) -> tuple[Part, Part | None]:
        """Return what runs in each direction; raises FileError."""
        into: list[str] = []
        for number, line in enumerate(text_of(self._path).split("\n"), 1):
            if line.startswith(_COMMAND):
                into = self._commanded(line[len(_COMMAND) :].split(), number, into)
            else:
                into.append(line)
        if self._block is not None:
            raise self._wrong(self._block.line, "-- +migrate StatementBegin has no StatementEnd.")
        if not self._parts:
            raise self._wrong(1, "sql-migrate needs a line -- +migrate Up, or Down.")
        return self._part("Up") or Part(""), self._part("Down")

    def _commanded(self, words: list[str], number: int, into: list[str]) -> list[str]:
        """Take note of a command; returns where the lines after it belong."""
        if not words:
            raise self._wrong(number, "this is half a command.")
        command = words[0]
        if command in ("Up", "Down"):
            if "notransaction" in words[1:]:
                self._alone.add(command)
            return self._parts.setdefault(command, [])
        if command == "StatementBegin" and self._parts:
            self._block = self._block or Block(number, len(into))
        elif command == "StatementEnd" and self._block is not None:
            if self._block.is_one("\n".join(into[self._block.at :]), self._dialect):
                into.insert(self._block.at, BEGIN)
                into.append(END)
            self._block = None
        return into

    def _part(self, direction: str) -> Part | None:
        if direction not in self._parts:
            return None
        directives = ("no-transaction",) if direction in self._alone else ()
        return Part("\n".join(self._parts[direction]), directives)

    def _wrong(self, line: int, message: str) -> FileError:
        return wrong_line(self._path, line, message)

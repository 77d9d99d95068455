"""goose: `-- +goose Up` and `-- +goose Down` in one file, counted or timed versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from goofer_py.errors import FileError
from goofer_py.importing.folder import file_names, refuse, text_of, title, wrong_line
from goofer_py.importing.marks import BEGIN, END, Block
from goofer_py.importing.model import Done, Found, Imported, Part, Place
from goofer_py.importing.moments import moment
from goofer_py.importing.substitution import plain, variables
from goofer_py.stores.store import Session

TABLE = "goose_db_version"

_FILE = re.compile(r"(?P<version>[0-9]+)_(?P<name>.*)\.(?P<kind>sql|go)")
_ANNOTATION = re.compile(r"--\s*\+goose\b(?P<word>.*)", re.IGNORECASE)
_WORDS = ("up", "down", "statementbegin", "statementend", "no transaction", "envsub on")


def read(place: Place) -> Found:
    """Return the migrations of a folder in goose's order; raises FileError."""
    names = [name for name in file_names(place.folder) if _is_meant(name)]
    if strangers := [name for name in names if not _FILE.fullmatch(name)]:
        message = "goose has no version for these: their names begin with no number and underscore."
        raise refuse(place.folder, message, strangers)
    migrations = [_migration(place, name) for name in names]
    return Found(tuple(sorted(migrations, key=lambda one: int(one.key))))


def applied(session: Session, table: str, found: Found) -> Sequence[Done]:  # noqa: ARG001
    """Return what goose's history says is applied: of each version, its last row counts."""
    rows = session.query(f"SELECT version_id, is_applied, tstamp FROM {table} ORDER BY id")
    done: dict[str, Done] = {}
    for version, is_applied, at in rows:
        done.pop(str(version), None)
        if is_applied and version:
            done[str(version)] = Done(str(version), moment(at))
    return list(done.values())


def _is_meant(name: str) -> bool:
    if name.endswith(".go"):
        return _FILE.fullmatch(name) is not None and not name.endswith("_test.go")
    return name.endswith(".sql")


def _migration(place: Place, name: str) -> Imported:
    found = _FILE.fullmatch(name)
    assert found is not None  # noqa: S101 - others are refused before
    version = found["version"]
    key, called = str(int(version)), title(found["name"])
    if found["kind"] == "go":
        nothing = Part("")
        return Imported(key, called, name, nothing, nothing, version, "a Go function")
    up, down, notes = _Reader(place.folder / name, place.dialect).parts()
    return Imported(key, called, name, up, down, version, notes=notes)


class _Reader:
    """Reads one file line by line, as goose does."""

    def __init__(self, path: Path, dialect: str | None) -> None:
        self._path = path
        self._dialect = dialect
        self._parts: dict[str, list[tuple[str, bool]]] = {}
        self._alone = False
        self._substituted = False
        self._block: Block | None = None
        self._notes: list[str] = []

    def parts(self) -> tuple[Part, Part | None, tuple[str, ...]]:
        """Return what runs in each direction, and notes; raises FileError."""
        into: list[tuple[str, bool]] = []
        for number, line in enumerate(text_of(self._path).split("\n"), 1):
            if (found := _ANNOTATION.match(line)) is None:
                into.append((line, self._substituted))
                continue
            word = found["word"].replace("--", "").strip().lower()
            into = self._annotated(word, number, into)
        if "up" not in self._parts:
            raise self._wrong(1, "goose needs a line -- +goose Up.")
        if self._block is not None:
            raise self._wrong(self._block.line, "-- +goose StatementBegin has no StatementEnd.")
        down = self._parts.get("down")
        up = self._part(self._parts["up"])
        return up, None if down is None else self._part(down), tuple(dict.fromkeys(self._notes))

    def _annotated(
        self, word: str, number: int, into: list[tuple[str, bool]]
    ) -> list[tuple[str, bool]]:
        """Take note of an annotation; returns where the lines after it belong."""
        if word in ("up", "down"):
            if word in self._parts or (word == "down" and "up" not in self._parts):
                raise self._wrong(number, f"-- +goose {word.title()} stands in the wrong place.")
            return self._parts.setdefault(word, [])
        if word == "statementbegin":
            if self._block is not None:
                raise self._wrong(number, "-- +goose StatementBegin stands inside of another.")
            self._block = Block(number, len(into))
        elif word == "statementend":
            if self._block is None:
                raise self._wrong(number, "-- +goose StatementEnd ends what nothing began.")
            self._close(into, self._block)
            self._block = None
        elif word == "no transaction":
            self._alone = True
        elif word in ("envsub on", "envsub off"):
            self._substituted = word == "envsub on"
        else:
            raise self._wrong(number, f"there is no annotation -- +goose {word}.")
        return into

    def _close(self, into: list[tuple[str, bool]], block: Block) -> None:
        lines = [line for line, _ in into[block.at :]]
        if block.is_one("\n".join(lines), self._dialect):
            into.insert(block.at, (BEGIN, False))
            into.append((END, False))

    def _part(self, lines: list[tuple[str, bool]]) -> Part:
        directives = ("no-transaction",) if self._alone else ()
        if not any(substituted for _, substituted in lines):
            return Part("\n".join(line for line, _ in lines), directives)
        text = "\n".join(self._filled(line, substituted) for line, substituted in lines)
        return Part(text, (*directives, "substitute"))

    def _filled(self, line: str, substituted: bool) -> str:
        if not substituted or line.lstrip().startswith("--"):
            return plain(line)
        try:
            text, notes = variables(line)
        except ValueError as error:
            raise FileError(f"{error} Nothing was written.", path=self._path) from None
        self._notes += notes
        return text

    def _wrong(self, line: int, message: str) -> FileError:
        return wrong_line(self._path, line, message)

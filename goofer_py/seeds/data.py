"""Seeds that are files of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from goofer_py.dialects.statement import Statement
from goofer_py.errors import FileError
from goofer_py.migrate.checksum import stream_checksum
from goofer_py.migrate.context import Context, Remembered
from goofer_py.migrate.files import read_text
from goofer_py.migrate.merge import Merged, Row, RowRefused, merge
from goofer_py.migrate.work import CodeWork, Work
from goofer_py.seeds.csv_rows import csv_rows
from goofer_py.seeds.declaration import (
    Declaration,
    declared_in_comments,
    declared_in_members,
    head_lines,
)
from goofer_py.seeds.documents import json_document, yaml_document
from goofer_py.stores.fault import Fault, ScriptFailed, script_failed
from goofer_py.stores.store import Session

CSV = (".csv",)
JSON = (".json",)
YAML = (".yaml", ".yml")
_HEAD = 1 << 16


@dataclass(slots=True)
class DataScript:
    """A file of rows that are merged into a table; `merged` is what its last run did.

    Without a directive, `name` is the table's.
    """

    path: Path
    version: str
    name: str
    merged: Merged | None = None

    @property
    def text(self) -> str:
        """The file's text as it is; raises FileError."""
        return read_text(self.path)

    def checksum(self) -> str:
        """Return what changes when a byte of the file does; raises FileError."""
        try:
            with self.path.open("rb") as file:
                return stream_checksum(file)
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}."
            raise FileError(message, path=self.path) from None

    def for_history(self) -> None:
        """Return None: nothing leads back from rows."""
        return

    def declaration(self) -> Declaration:
        """Return what the file declares; raises FileError."""
        if self.path.suffix in JSON:
            return declared_in_members(json_document(self.path)[0], self.name, self.path)
        head = declared_in_comments(head_lines(self._head()), self.name, self.path)
        if self.path.suffix in CSV:
            return head
        members = yaml_document(self.path)[0]
        return declared_in_members(members, self.name, self.path) if members else head

    def problem(self) -> FileError | None:
        """Return what is wrong with the file, as far as that can be told without a database."""
        try:
            for _ in self._rows(self.declaration()):
                pass
        except FileError as error:
            return error
        return None

    def prepare(self, session: Session) -> Work:  # noqa: ARG002 - rows fit every session
        """Read what the file declares and make it ready; raises FileError."""
        load = partial(self._load, self.declaration())
        return _DataWork(self.version, load, self.checksum())

    def _load(self, declared: Declaration, context: Context) -> None:
        session = context.session
        try:
            self.merged = merge(
                session, declared.target, self._rows(declared), context.check or (lambda: None)
            )
        except RowRefused as refused:
            self._failed(session, refused.message, refused.number, refused.hint or "")
        except ScriptFailed as error:
            # It was a statement of goofer's own, which is about many rows.
            error.statement, error.line, error.column = "", None, None
            raise
        except FileError as error:
            place = f"{self.path}{f':{error.line}' if error.line else ''}: "
            message = error.message.removeprefix(place)
            self._failed(session, message, error.line, error.hint or "")

    def _rows(self, declared: Declaration) -> Iterable[Row]:
        if self.path.suffix in CSV:
            return csv_rows(self.path, declared.null)
        read = json_document if self.path.suffix in JSON else yaml_document
        return read(self.path)[1]

    def _failed(self, session: Session, message: str, number: int | None, hint: str) -> NoReturn:
        """Raise what is told like a statement that the server refused."""
        counted = self.path.suffix in JSON and number is not None
        told = f"row {number}: {message}" if counted else message
        fault = Fault(session.hide(told), hint=hint)
        failed = script_failed(
            fault, database=session.database, at=Statement("", number or 1, 1, 0)
        )
        failed.line, failed.column = None if counted else number, None
        raise failed from None

    def _head(self) -> str:
        try:
            with self.path.open(encoding="utf-8", errors="replace") as file:
                return file.read(_HEAD)
        except OSError as error:
            message = f"the file cannot be read: {error.strerror}."
            raise FileError(message, path=self.path) from None


@dataclass(frozen=True, slots=True)
class _DataWork(CodeWork):
    """The merge of one file: what it raises is told as it is."""

    def call(self, session: Session, steps: Remembered | None = None) -> None:
        """Merge the rows; raises ScriptFailed with the line of a row that was refused."""
        self.function(Context(session, self.version, steps=steps, check=self.check))

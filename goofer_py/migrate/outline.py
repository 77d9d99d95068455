"""How a script is to be run: what stands around its transaction, and whether it can have one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from goofer_py.dialects.statement import Statement
from goofer_py.errors import FileError
from goofer_py.stores.rules import Kind, StatementRules


@dataclass(frozen=True, slots=True)
class Outline:
    """What one pass over a script's statements finds.

    `settings` run before the transaction and `closing` after it; both, and the script's own BEGIN
    and COMMIT, are left out of its body by their offsets in `outside`. `opening` is that BEGIN.
    `alone` is the statement that no transaction can hold; None when there is none.
    """

    total: int
    settings: tuple[Statement, ...] = ()
    closing: tuple[Statement, ...] = ()
    outside: frozenset[int] = frozenset()
    opening: str = ""
    alone: Statement | None = None

    @property
    def body(self) -> int:
        """How many statements run in the transaction."""
        return self.total - len(self.outside)


def outline(
    statements: Iterable[Statement], rules: StatementRules, path: Path | str | None, *, alone: bool
) -> Outline:
    """Read a script's statements once; raises FileError for what would end its transaction early.

    With `alone` the script asked for no transaction, and everything is as it says.
    """
    reader = _Reader(rules)
    for statement in statements:
        reader.read(statement)
    if alone:
        return Outline(reader.total, alone=reader.alone)
    return reader.without_transaction(path) if reader.alone else reader.finished(path)


class _Reader:
    """Takes note of the statements that are not plain, which are few."""

    def __init__(self, rules: StatementRules) -> None:
        self.total = 0
        self.alone: Statement | None = None
        self._rules = rules
        self._kind = rules.kind
        self._offset = -1
        self._settings: list[Statement] = []
        self._closing: list[Statement] = []
        self._opens: Statement | None = None
        self._closes: Statement | None = None
        self._broken: Statement | None = None
        self._undoes: Statement | None = None
        self._begun = False
        self._values: list[tuple[str, Statement]] = []
        """What adds values to enums, with the values."""

    def read(self, statement: Statement) -> None:
        """Take the next statement; portions of one COPY count once."""
        if statement.offset == self._offset:
            return
        self._offset = statement.offset
        self.total += 1
        kind = self._kind(statement.text)
        if kind is Kind.SETTING:
            (self._closing if self._begun else self._settings).append(statement)
        elif kind is Kind.OPENS and not self._begun:
            self._begun = True
            self._opens = statement
        elif kind is not Kind.SESSION:
            self._read_body(statement, kind)

    def _read_body(self, statement: Statement, kind: Kind) -> None:
        self._begun = True
        if self._closes is not None:
            # The transaction ended before this statement.
            self._broken = self._broken or self._closes
        for setting in self._closing:
            if self._rules.is_lost_inside(setting.text):
                self._broken = self._broken or setting
        self._closing.clear()
        if self._values:
            self._look_for_values(statement)
        if kind is Kind.ALONE:
            self.alone = self.alone or statement
        elif kind is Kind.VALUE:
            self._values.append((self._rules.added_value(statement.text), statement))
        elif kind is Kind.CLOSES:
            self._closes = statement
        elif kind is not Kind.PLAIN:
            self._broken = self._broken or statement
            if _UNDOES.match(statement.text):
                self._undoes = self._undoes or statement

    def _look_for_values(self, statement: Statement) -> None:
        """Find out that a new value is used, which is possible only after it is committed."""
        if self._kind(statement.text) is not Kind.VALUE:
            for value, added in self._values:
                if value in statement.text:
                    self.alone = self.alone or added

    def without_transaction(self, path: Path | str | None) -> Outline:
        """Return the outline of a script that holds what no transaction can."""
        if self._undoes is not None and self.alone is not None:
            raise _undoes(self._undoes, self.alone, path)
        return Outline(self.total, alone=self.alone)

    def finished(self, path: Path | str | None) -> Outline:
        """Return the outline of a script that runs in a transaction."""
        if self._broken is not None:
            raise _breaks(self._broken, path)
        own = [s for s in (self._opens, self._closes) if s is not None]
        if len(own) == 1:
            raise _half(own[0], path)
        outside = [*self._settings, *own, *self._closing]
        return Outline(
            self.total,
            tuple(self._settings),
            tuple(self._closing),
            frozenset(statement.offset for statement in outside),
            self._opens.text if self._opens else "",
        )


_UNDOES = re.compile(r"(?:/\*M?!\d*\s*)?(?:ROLLBACK|ABORT)\b", re.IGNORECASE)
"""What goes back to the begin of a transaction, among all that ends one otherwise."""
_HINT = "take it out, or begin the file with the line: -- goofer: no-transaction"


def _breaks(statement: Statement, path: Path | str | None) -> FileError:
    return FileError(
        f"{_short(statement.text)} stands in the middle of the migration, which goofer runs in one"
        " transaction: it would end it early, or do nothing. Nothing of the file ran.",
        path=path,
        line=statement.line,
        column=statement.column,
        hint=_HINT,
    )


def _undoes(statement: Statement, alone: Statement, path: Path | str | None) -> FileError:
    return FileError(
        f"{_short(statement.text)} cannot undo the migration: no transaction holds"
        f" {_short(alone.text)} (line {alone.line}), so goofer runs the file without one, and"
        " what was done would stay. Nothing of the file ran.",
        path=path,
        line=statement.line,
        column=statement.column,
        hint=_HINT,
    )


def _half(statement: Statement, path: Path | str | None) -> FileError:
    return FileError(
        f"{_short(statement.text)} has no counterpart: a transaction begins and ends in one file."
        " Nothing of the file ran.",
        path=path,
        line=statement.line,
        column=statement.column,
        hint=_HINT,
    )


def _short(statement: str) -> str:
    return " ".join(statement.split())[:60]

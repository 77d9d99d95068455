"""What a server or driver said when it refused something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goofer_py.dialects.statement import Statement, line_and_column
from goofer_py.errors import StatementFailed


@dataclass(frozen=True, slots=True)
class Fault:
    """One refusal, as the driver tells it.

    `index` is which of the pieces that were sent together failed, `position` the 0-based offset
    into it, `row` the row of a COPY's data, from 1; None when the server does not tell.
    """

    message: str
    state: str = ""
    hint: str = ""
    index: int = 0
    position: int | None = None
    row: int | None = None
    lost: bool = False
    """The connection is gone."""
    number: int | None = None
    """The server's own number for it, where it has numbers."""

    @classmethod
    def told(
        cls,
        primary: str,
        detail: str | None,
        state: str,
        hint: str,
        *,
        index: int = 0,
        position: int | None = None,
        row: int | None = None,
        lost: bool = False,
    ) -> Fault:
        """Make one from the fields of a PostgreSQL server's message."""
        message = f"{primary.strip()} ({detail.strip()})" if detail else primary.strip()
        return cls(message, state, hint, index, position, row, lost)


def copied_row(context: str | None) -> int | None:
    """Return the row of a COPY's data that a server's context names."""
    found = re.search(r"^COPY .*, line (\d+)", context or "", re.MULTILINE)
    return int(found[1]) if found else None


class Refused(Exception):
    """Carries a fault from a driver to its session, which raises what the caller sees."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class ScriptFailed(StatementFailed):
    """A statement of a script was refused; `at` says which one.

    `at` is None when it was not one of the script's own: opening or committing the transaction,
    or recording the migration. `recording` tells the last case. `number` is the server's own
    for the error, where it has numbers beside the SQLSTATE.
    """

    at: Statement | None = None
    line: int | None = None
    column: int | None = None
    recording: bool = False
    number: int | None = None

    @property
    def code(self) -> str:
        """The name of the public class: what is known of the script besides is for goofer."""
        return StatementFailed.__name__


def script_failed(
    fault: Fault, *, database: str, at: Statement | None, recording: bool = False
) -> ScriptFailed:
    """Make the error for a fault in the statement `at`, with its place in the script."""
    offset = None if at is None else at.offset + (fault.position or 0)
    failed = ScriptFailed(
        fault.message,
        database=database,
        statement="" if at is None else at.text,
        offset=offset,
        state=fault.state,
        server_hint=fault.hint,
    )
    failed.at = at
    failed.recording = recording
    failed.number = fault.number
    if at is not None:
        failed.line, failed.column = _place(at, fault)
    return failed


def _place(statement: Statement, fault: Fault) -> tuple[int, int | None]:
    if fault.row is not None:
        return statement.line + statement.text.count("\n") + fault.row, None
    line, column = line_and_column(statement.text, fault.position or 0)
    if line == 1:
        column += statement.column - 1
    return statement.line + line - 1, column

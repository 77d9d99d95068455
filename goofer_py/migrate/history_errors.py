"""What is told of a history that cannot be made or read."""

from __future__ import annotations

from goofer_py.errors import HistoryTooNew, StatementFailed


def explained(error: StatementFailed, database: str, table: str, *, made: bool) -> StatementFailed:
    """Return the error with a message that says what could not be done with which table."""
    error.message = (
        f"The history of {database}, the table {table}, cannot be {'made' if made else 'read'}:"
        f" {error.server}.{' Nothing was changed.' * made}"
    )
    error.args = (error.message,)
    error.hint = error.server_hint or (
        "if this role may make no tables, as one that may: goofer migrate --url URL"
        if made
        else f"check that this role may read {table}"
    )
    return error


def too_new(database: str, found: int, known: int) -> HistoryTooNew:
    """Return the error for a history in a format that is newer than the `known` one."""
    return HistoryTooNew(
        f"The history of {database} was written by a newer goofer (format {found}, this one reads"
        f" up to {known}). Nothing was changed.",
        database=database,
        hint="pip install --upgrade goofer-py",
    )

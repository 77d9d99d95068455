"""Characters that the catalogs of a server do not tell: a file would say something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import EntityError
from goofer_py.operations import AddColumn, AlterColumn, CreateTable, Operation
from goofer_py.schema import Column, Name, Schema

_LAST = "\uffff"


def check_readable(operations: Iterable[Operation], declared: Schema, dialect: Dialect) -> None:
    """Raise EntityError for a column that would be made with other characters than declared.

    Asked only of servers whose catalogs tell "?" for what is beyond U+FFFF.
    """
    if not dialect.capabilities.tells_basic_plane_only:
        return
    wanted = declared.by_name
    for table, column in _made(operations):
        known = wanted.get(table)
        for one in () if known is None else known.columns:
            lost = {*_beyond(one)} - {*_beyond(column)}
            if one.name == column.name and lost:
                raise _unreadable(table, column, sorted(lost), dialect.server)


def _made(operations: Iterable[Operation]) -> Iterator[tuple[Name, Column]]:
    for operation in operations:
        match operation:
            case AddColumn(table=table, column=column) | AlterColumn(table=table, after=column):
                yield table, column
            case CreateTable(table=made):
                yield from ((made.name, column) for column in made.columns)
            case _:
                pass


def _beyond(column: Column) -> Iterator[str]:
    for text in (column.type.text, column.default or "", column.comment or ""):
        yield from (sign for sign in text if sign > _LAST)


def _unreadable(table: Name, column: Column, lost: list[str], server: str) -> EntityError:
    return EntityError(
        f"{table}.{column.name} has {' '.join(lost)} in its type, default or comment, and the "
        f'catalogs of {server} tell "?" for characters beyond U+FFFF: what is there could not be '
        "compared, and a file would say something else. Nothing was written.",
        hint="take another character there; values of rows can have any",
    )

"""Renames moved past other operations, so that both still mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from goofer_py.operations import (
    AddColumn,
    CreateTable,
    DropColumn,
    DropTable,
    Operation,
    RenameColumn,
    RenameTable,
)
from goofer_py.operations.combined import Combined
from goofer_py.schema import (
    Check,
    Column,
    Constraint,
    ForeignKey,
    Index,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from goofer_py.schema.expression import rename_identifiers

Rename = RenameTable | RenameColumn
_O = TypeVar("_O", bound=Operation)
_EXPRESSIONS = ("fill", "using", "back")


class InTheWay(Exception):
    """An operation and a rename that only make sense in the order they have."""

    def __init__(self, operation: Operation, rename: Rename) -> None:
        super().__init__(f"{operation.describe()}, and {rename.describe()}")


def moved_first(operations: Sequence[Operation], place: int, start: int) -> list[Operation]:
    """Return the operations with the rename at `place` earlier: at `start`.

    Raises InTheWay when one of those needs to come before it.
    """
    rename = _rename_at(operations, place)
    passed: list[Operation] = []
    for operation in reversed(operations[start:place]):
        if isinstance(operation, RenameTable | RenameColumn):
            _check_renames(operation, rename)
            rename = translated(rename, operation.inverse())
        else:
            _check(operation, rename)
        passed.insert(0, translated(operation, rename))
    return [*operations[:start], rename, *passed, *operations[place + 1 :]]


def moved_last(operations: Sequence[Operation], place: int, end: int) -> list[Operation]:
    """Return the operations with the rename at `place` later: last of those before `end`.

    Raises InTheWay when one of those needs to come behind it.
    """
    rename = _rename_at(operations, place)
    passed: list[Operation] = []
    for operation in operations[place + 1 : end]:
        if isinstance(operation, RenameTable | RenameColumn):
            _check_renames(operation, rename)
        else:
            _check(operation, rename)
        moved = translated(operation, rename.inverse())
        passed.append(moved)
        if isinstance(moved, RenameTable | RenameColumn):
            rename = translated(rename, moved)
    return [*operations[:place], *passed, rename, *operations[end:]]


def translated(operation: _O, rename: Rename) -> _O:
    """Return what `operation` is once `rename` was done before it."""
    words = _Words(rename)
    if isinstance(operation, Combined):
        parts = tuple(translated(part, rename) for part in operation.operations)
        return replace(operation, operations=parts)
    changes = {f.name: words.value(f.name, operation) for f in fields(operation)}  # type: ignore[arg-type]
    return replace(operation, **changes)  # type: ignore[type-var]


def _rename_at(operations: Sequence[Operation], place: int) -> Rename:
    operation = operations[place]
    if not isinstance(operation, RenameTable | RenameColumn):
        raise TypeError(f"{operation!r} is no rename")
    return operation


class _Words:
    """One rename done to the parts of an operation, by doing it to a schema of that part alone."""

    def __init__(self, rename: Rename) -> None:
        self.rename = rename

    def value(self, field: str, operation: Operation) -> Any:
        """Return what a field of the operation holds, under the new name."""
        value, table = getattr(operation, field), getattr(operation, "table", None)
        match value:
            case Name():
                value = self.name(value)
            case Table():
                value = self.table(value)
            case Column() if isinstance(table, Name):
                value = self.column(table, value)
            case Index() if isinstance(table, Name):
                value = self.index(table, value)
            case PrimaryKey() | Unique() | Check() | ForeignKey() if isinstance(table, Name):
                value = self.constraint(table, value)
            case str() if field in _EXPRESSIONS:
                value = self.text(table, value)
        return value

    def table(self, table: Table) -> Table:
        return self.rename.apply(Schema(tables=(table,))).tables[0]

    def name(self, name: Name) -> Name:
        return self.table(Table(name)).name

    def column(self, table: Name, column: Column) -> Column:
        return self.table(Table(table, (column,))).columns[0]

    def constraint(self, table: Name, constraint: Constraint) -> Constraint:
        return self.table(Table(table).with_constraint(constraint)).constraints[0]

    def index(self, table: Name, index: Index) -> Index:
        return self.table(Table(table).with_index(index)).indexes[0]

    def text(self, table: object, text: str) -> str:
        if not isinstance(self.rename, RenameColumn) or self.rename.table != table:
            return text
        return rename_identifiers(text, {self.rename.before: self.rename.after})


def _check_renames(operation: Rename, rename: Rename) -> None:
    """Refuse to swap two renames in which one name takes part twice."""
    if isinstance(operation, RenameColumn) and isinstance(rename, RenameColumn):
        one, other = (operation.before, operation.after), (rename.before, rename.after)
        clash = operation.table == rename.table and bool({*one} & {*other})
    elif isinstance(operation, RenameTable) and isinstance(rename, RenameTable):
        clash = bool({operation.before, operation.after} & {rename.before, rename.after})
    else:
        clash = False
    if clash:
        raise InTheWay(operation, rename)


def _check(operation: Operation, rename: Rename) -> None:
    """Refuse to swap when the operation makes or drops what is renamed, or what takes its name."""
    if isinstance(rename, RenameTable):
        about = operation.table.name if isinstance(operation, CreateTable | DropTable) else None
        clash = about in (rename.before, rename.after)
    else:
        clash = bool(_columns_made(operation, rename.table) & {rename.before, rename.after})
    if clash:
        raise InTheWay(operation, rename)


def _columns_made(operation: Operation, table: Name) -> set[str]:
    """Return the columns that the operation makes or drops, and those that find kept values."""
    match operation:
        case Combined(operations=(first, *_)):
            return _columns_made(first, table)
        case AddColumn() | DropColumn() if operation.table == table:
            return {operation.column.name, *operation.key}
        case CreateTable() | DropTable() if operation.table.name == table:
            return set(operation.table.column_names)
        case _:
            return set()

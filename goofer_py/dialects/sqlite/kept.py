"""The side tables in which dropped values wait for the way back.

Their columns have no type, so that no value is converted on the way; only the columns of the key
are declared as they were, to be compared as they were.
"""

from __future__ import annotations

from goofer_py.dialects.sqlite.quoting import qualified, quote
from goofer_py.dialects.sqlite.rowid import hidden_rowid, numbers_rows, rowid_name
from goofer_py.operations import AddColumn, DropColumn
from goofer_py.operations.side_table import ClearAside, PutAside
from goofer_py.schema import Column, Name, PrimaryKey, Table, Type

ROWID = "goofer_rowid"
_NUMBER = Type("INTEGER")


def kept_table(table: Name, version: str) -> Name:
    """Return where the rows of a dropped table are put aside by the migration `version`."""
    return table.renamed(f"goofer_kept_{table.name}_{version}")


def kept_column(table: Name, column: str, version: str) -> Name:
    """Return the side table for the values of a dropped column, which no table is kept in."""
    return table.renamed(f"goofer_kept_{table.name}.{column}_{version}")


def put_aside(drop: DropColumn, table: Table) -> PutAside:
    """Return what keeps the values of a column before it is dropped from `table`."""
    side, key = _side_of_column(drop, table)
    return PutAside(table.name, side, (*key, (drop.column.name, quote(drop.column.name))))


def clear_aside(addition: AddColumn, table: Table) -> ClearAside:
    """Return what drops the side table once `restored` has read it."""
    aside = put_aside(addition.inverse(), table)
    return ClearAside(aside.table, aside.side, aside.copies)


def restored(addition: AddColumn, table: Table) -> str:
    """Return the expression that finds a row's kept value, in a query over `table`.

    The addition's `fill` is for rows that were not there then.
    """
    side, key = _side_of_column(addition, table)
    # IS, because a key that may be NULL finds its rows too.
    match = " AND ".join(
        f"kept.{quote(column)} IS {qualified(table.name)}.{expression}"
        for column, expression in key
    )
    rows = f"FROM {qualified(side.name)} AS kept WHERE {match}"
    value = f"(SELECT kept.{quote(addition.column.name)} {rows})"
    if addition.fill is None:
        return value
    if not addition.column.nullable:
        return f"coalesce({value}, {addition.fill})"
    return f"CASE WHEN EXISTS (SELECT 1 {rows}) THEN {value} ELSE {addition.fill} END"


def _side_of_column(
    operation: AddColumn | DropColumn, table: Table
) -> tuple[Table, tuple[tuple[str, str], ...]]:
    """Return the side table, and its key's columns with the expressions that give them."""
    name = operation.kept or table.name
    value = Column(operation.column.name, Type(""))
    if not operation.key:
        number = Column(ROWID, _NUMBER, nullable=False)
        side = Table(name, (number, value), PrimaryKey((ROWID,)))
        return side, ((ROWID, rowid_name(table) or ROWID),)
    keys = tuple(_key_column(table.column(part)) for part in operation.key)
    side = Table(name, (*keys, value), PrimaryKey(operation.key))
    return side, tuple((part, quote(part)) for part in operation.key)


def _key_column(column: Column) -> Column:
    # What is ANY in a STRICT table would be a number in an ordinary one.
    type_ = Type("" if column.type.text == "ANY" else column.type.text)
    return Column(column.name, type_, nullable=column.nullable, collation=column.collation)


def side_of_table(table: Table, name: Name) -> tuple[Table, tuple[tuple[str, str], ...]]:
    """Return the side table for all rows of `table`, and its columns with what `table` calls them.

    It numbers its rows as the table does, so that a counter can be kept with it too.
    """
    alias, hidden = numbers_rows(table), hidden_rowid(table)
    columns = [_kept_column(column, alias) for column in table.columns if column.computed is None]
    copies = [(column.name, quote(column.name)) for column in columns]
    if hidden is not None:
        columns.insert(0, Column(ROWID, _NUMBER, nullable=False))
        copies.insert(0, (ROWID, hidden))
    number = alias if hidden is None else ROWID
    key = None if number is None else PrimaryKey((number,))
    return Table(name, tuple(columns), key), tuple(copies)


def _kept_column(column: Column, alias: str | None) -> Column:
    if column.name != alias:
        return Column(column.name, Type(""))
    return Column(column.name, _NUMBER, nullable=False, identity=column.identity)


def counts_rows(table: Table) -> bool:
    """Whether numbers are never given twice: the counter has to be kept too."""
    return any(column.identity is not None for column in table.columns)

"""Where dropped rows and values wait for the way back: in tables beside the others."""

from __future__ import annotations

from zlib import crc32

from goofer_py.dialects.mysql.quoting import NAME_LENGTH, quote
from goofer_py.operations import AddColumn, DropColumn
from goofer_py.operations.side_table import ClearAside, PutAside
from goofer_py.schema import Name, PrimaryKey, Table

PREFIX = "goofer_kept"


def kept_table(table: Name, version: str) -> Name:
    """Return the name that a dropped table has while it is kept."""
    return table.renamed(_short(f"{PREFIX}_{table.name}_{version}"))


def kept_column(table: Name, column: str, version: str) -> Name:
    """Return the side table for the column's values, which no table is kept in."""
    return table.renamed(_short(f"{PREFIX}_{table.name}.{column}_{version}"))


def put_aside(drop: DropColumn, kept: Name, table: Table) -> PutAside:
    """Return what keeps the values of a column, by the key of its row, before it is dropped."""
    columns = (*(table.column(name) for name in drop.key), drop.column)
    own = table.primary_key
    parts = own.parts if own is not None and own.columns == drop.key else ()
    side = Table(kept, columns, PrimaryKey(drop.key, parts=parts))
    return PutAside(table.name, side, tuple((c.name, quote(c.name)) for c in columns))


def clear_aside(addition: AddColumn, kept: Name, table: Table) -> ClearAside:
    """Return what drops the side table once the values are back."""
    aside = put_aside(addition.inverse(), kept, table)
    return ClearAside(aside.table, aside.side, aside.copies)


def _short(name: str) -> str:
    """Return `name` cut to what the server takes, and still like no other."""
    if len(name) <= NAME_LENGTH:
        return name
    return f"{name[: NAME_LENGTH - 9]}_{crc32(name.encode()):08x}"

"""Where dropped rows are put aside.

Each migration has a schema of its own for what it drops, one more for each schema it drops from:
a table moves there as it is, with its indexes and sequences under their names, and meets nothing
that another migration put aside.
"""

from __future__ import annotations

from zlib import crc32

from goofer_py.dialects.postgresql.quoting import NAME_BYTES, cut
from goofer_py.schema import Name

PREFIX = "goofer_kept"


def kept_table(table: Name, version: str) -> Name:
    """Return where the table goes; its own name stays."""
    return Name(table.name, _place(table, version))


def kept_column(table: Name, column: str, version: str) -> Name:
    """Return the side table for the column's values."""
    return Name(_short(f"{table.name}.{column}"), _place(table, version))


def _place(table: Name, version: str) -> str:
    parts = (PREFIX, version) if table.schema is None else (PREFIX, version, table.schema)
    return _short("_".join(parts))


def _short(name: str) -> str:
    """Return `name` cut to what the server keeps, and still like no other."""
    if len(name.encode()) <= NAME_BYTES:
        return name
    return f"{cut(name, NAME_BYTES - 9)}_{crc32(name.encode()):08x}"

"""How rows are merged into a table of MySQL or MariaDB."""

from __future__ import annotations

from goofer_py.dialects.merging import Merging, as_bytes, as_flag, as_text
from goofer_py.schema import Column

_BINARY = ("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob")


def written(column: Column, value: object) -> object:
    """Return a value that the server reads as the column's type."""
    if value is None:
        return None
    kind = str(column.type).lower()
    if kind.startswith(_BINARY):
        return as_bytes(value)
    if kind.startswith(("tinyint", "bool", "bit")):
        value = as_flag(value)
        # As text, a digit would be the bits of its character.
        if kind.startswith("bit") and isinstance(value, str) and value.isdecimal():
            return int(value)
    return value if isinstance(value, int) else as_text(value)


MERGING = Merging(
    stage="`goofer_rows_{number}`",
    # A server may want every table to have a key.
    create="CREATE TEMPORARY TABLE {stage} (goofer_key BIGINT AUTO_INCREMENT PRIMARY KEY) {query}",
    drop="DROP TEMPORARY TABLE {stage}",
    update="UPDATE {table} AS t JOIN {stage} AS s ON {match} SET {sets} WHERE {differs}",
    target="t.",
    # As bytes, letter case and trailing blanks count.
    differs="NOT (CAST({a} AS BINARY) <=> CAST({b} AS BINARY))",
    written=written,
)

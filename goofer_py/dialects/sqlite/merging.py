"""How rows are merged into a table of SQLite."""

from __future__ import annotations

from goofer_py.dialects.merging import Merging, as_bytes, as_flag, as_text
from goofer_py.schema import Column


def written(column: Column, value: object) -> object:
    """Return a value that the column's affinity makes its own."""
    if value is None:
        return None
    kind = str(column.type).lower()
    if "blob" in kind or "binary" in kind:
        return as_bytes(value)
    if kind.startswith("bool"):
        value = as_flag(value)
    return value if isinstance(value, int | float) else as_text(value)


MERGING = Merging(
    stage="temp.goofer_rows_{number}",
    create="CREATE TEMPORARY TABLE {stage} AS {query}",
    drop="DROP TABLE {stage}",
    update="UPDATE {table} AS t SET {sets} FROM {stage} AS s WHERE {match} AND ({differs})",
    target="",
    differs="{a} COLLATE BINARY IS NOT {b}",
    written=written,
)

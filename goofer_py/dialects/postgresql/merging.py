"""How rows are merged into a table of PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Sequence

from goofer_py.dialects.merging import Merging, as_bytes, as_text
from goofer_py.schema import Column

_ESCAPED = re.compile(r'(["\\])')


def written(column: Column, value: object) -> str | None:
    """Return a value as text: the server reads it as the column's type."""
    if value is None:
        return None
    kind = str(column.type).lower()
    if kind == "bytea":
        return f"\\x{as_bytes(value).hex()}"
    if kind.endswith("[]") and isinstance(value, list | tuple):
        return _array(value)
    return as_text(value)


def _array(values: Sequence[object]) -> str:
    return f"{{{','.join(map(_item, values))}}}"


def _item(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return _array(value)
    return '"{}"'.format(_ESCAPED.sub(r"\\\1", as_text(value)))


def _catch_up(table: str, column: str) -> str:
    """Return what moves the sequence of a column behind the greatest number, never back."""
    named, bare = table.replace("'", "''"), column.strip('"').replace('""', '"').replace("'", "''")
    sequence = f"pg_get_serial_sequence('{named}', '{bare}')::regclass"
    return (
        f"SELECT setval(s, m) FROM (SELECT {sequence} AS s, max({column}) AS m FROM {table}) AS x"
        " WHERE m > coalesce(pg_sequence_last_value(s), (SELECT seqstart - 1 FROM pg_sequence"
        " WHERE seqrelid = s))"
    )


MERGING = Merging(
    stage="pg_temp.goofer_rows_{number}",
    create="CREATE TEMPORARY TABLE {stage} AS {query}",
    drop="DROP TABLE {stage}",
    update="UPDATE {table} AS t SET {sets} FROM {stage} AS s WHERE {match} AND ({differs})",
    target="",
    # As text, also types that cannot be compared can be, and letter case counts.
    differs="CAST({a} AS text) IS DISTINCT FROM CAST({b} AS text)",
    written=written,
    overriding=" OVERRIDING SYSTEM VALUE",
    catch_up=_catch_up,
)

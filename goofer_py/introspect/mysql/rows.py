"""The rows of MySQL's and MariaDB's tables as statements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goofer_py.dialects.mysql.quoting import quote
from goofer_py.introspect.insertion import insertion
from goofer_py.operations import CreateNamespace
from goofer_py.schema import Column, Table
from goofer_py.stores.store import Session

_SEQUENCES = """
SELECT table_name FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'SEQUENCE' ORDER BY table_name
"""
_BYTES = re.compile(
    r"(?:tiny|medium|long)?blob|(?:var)?binary|bit\b|geom|point|line|poly|multi", re.IGNORECASE
)


def inserted(session: Session, table: Table) -> str | None:
    """Return the statement that inserts the rows, whatever the mode for backslashes is."""
    found = insertion(session, table, _written)
    return None if found is None else session.dialect.settled(CreateNamespace(""), found)


def counters(session: Session) -> tuple[str, ...]:
    """Return what sets the sequences that gave a number already to where they are."""
    if not session.dialect.capabilities.sequences:
        return ()
    names = [quote(str(name)) for (name,) in session.query(_SEQUENCES)]
    return tuple(statement for name in names for statement in _counter(session, name))


def _counter(session: Session, name: str) -> Iterator[str]:
    ((following, start, step),) = session.query(
        f"SELECT next_not_cached_value, start_value, increment FROM {name}"
    )
    if following != start:
        yield f"SELECT SETVAL({name}, {following - step});"


def _written(column: Column) -> str:
    name = quote(column.name)
    if _BYTES.match(column.type.text):
        return f"IF({name} IS NULL, 'NULL', CONCAT('x''', HEX({name}), ''''))"
    return f"QUOTE({name})"

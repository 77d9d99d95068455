"""How large tables of MySQL and MariaDB are, by their statistics."""

from __future__ import annotations

from collections.abc import Mapping

from goofer_py.hazards.facts import Size
from goofer_py.schema import Name
from goofer_py.stores.store import Session

_QUERY = """
SELECT table_name, table_rows, data_length + index_length FROM information_schema.tables
WHERE table_schema = database() AND table_type = 'BASE TABLE' AND table_rows IS NOT NULL
"""


def mysql_sizes(session: Session, small_rows: int) -> Mapping[Name, Size]:  # noqa: ARG001
    """Return the tables of the database; the figures are estimates of the server."""
    found: dict[Name, Size] = {}
    for name, estimate, size in session.query(_QUERY):
        rows = int(estimate)
        if rows == 0:  # Statistics may be older than the rows.
            quoted = session.dialect.quote(str(name))
            rows = 1 if session.query(f"SELECT 1 FROM {quoted} LIMIT 1") else 0
        found[Name(str(name))] = Size(rows, int(size or 0))
    return found

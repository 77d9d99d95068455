"""How large tables of MySQL and MariaDB are, by their statistics."""

from __future__ import annotations

from collections.abc import Mapping

from goofer_py.errors import StatementFailed
from goofer_py.hazards.facts import Size
from goofer_py.schema import Name
from goofer_py.stores.store import Session

_QUERY = """
SELECT table_name, table_rows, data_length + index_length, data_length
FROM information_schema.tables
WHERE table_schema = database() AND table_type = 'BASE TABLE' AND table_rows IS NOT NULL
"""
_VERSIONS = """
SELECT substring_index(substring_index(name, '/', -1), '#', 1), max(total_row_versions)
FROM information_schema.innodb_tables
WHERE substring_index(name, '/', 1) = database() GROUP BY 1
"""


def mysql_sizes(session: Session, small_rows: int) -> Mapping[Name, Size]:  # noqa: ARG001
    """Return the tables of the database; the figures are estimates of the server."""
    found: dict[Name, Size] = {}
    for name, estimate, size, data in session.query(_QUERY):
        rows = int(estimate)
        if rows == 0:  # Statistics may be older than the rows.
            quoted = session.dialect.quote(str(name))
            rows = 1 if session.query(f"SELECT 1 FROM {quoted} LIMIT 1") else 0
        found[Name(str(name))] = Size(rows, int(size or 0), int(data or 0))
    return found


def mysql_row_versions(session: Session) -> Mapping[Name, int]:
    """Return how many versions the rows of each table have.

    Nothing where this user lacks PROCESS, and on servers that do not count them.
    """
    try:
        found = session.query(_VERSIONS)
    except StatementFailed:
        return {}
    return {Name(str(name)): int(number) for name, number in found}

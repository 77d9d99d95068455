"""How large tables of SQLite are: counted as far as it matters."""

from __future__ import annotations

from collections.abc import Mapping

from goofer_py.hazards.facts import Size
from goofer_py.schema import Name
from goofer_py.stores.store import Session

_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)


def sqlite_sizes(session: Session, small_rows: int) -> Mapping[Name, Size]:
    """Return the tables with their rows, of which no more than `small_rows` are counted."""
    most = max(small_rows, 1)
    found: dict[Name, Size] = {}
    for (name,) in session.query(_TABLES):
        some = f"SELECT 1 FROM {session.dialect.quote(str(name))} LIMIT {most}"
        found[Name(str(name))] = Size(int(session.query(f"SELECT count(*) FROM ({some})")[0][0]))
    return found

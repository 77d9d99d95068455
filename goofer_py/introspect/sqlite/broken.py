"""Which views of SQLite cannot be read any more, because what they name is gone."""

from __future__ import annotations

from collections.abc import Mapping

from goofer_py.errors import StatementFailed
from goofer_py.stores.store import Session

_VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name"


def sqlite_broken(session: Session) -> Mapping[str, str]:
    """Return what SQLite says of each view that it cannot read; no row is read for it."""
    found: dict[str, str] = {}
    for (name,) in session.query(_VIEWS):
        try:
            session.query(f"EXPLAIN SELECT * FROM {session.dialect.quote(str(name))}")
        except StatementFailed as error:
            found[f"the view {name}"] = error.server
    return found

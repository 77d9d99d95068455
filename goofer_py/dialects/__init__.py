"""What is particular about one SQL database: facts, and pure functions over schemas."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from goofer_py.errors import UsageError

if TYPE_CHECKING:  # It brings all operations along, which running a migration does not need.
    from goofer_py.dialects.dialect import Dialect

_CLASSES = {
    "mariadb": ("goofer_py.dialects.mysql.dialect", "mariadb_dialect"),
    "mysql": ("goofer_py.dialects.mysql.dialect", "MySQLDialect"),
    "postgresql": ("goofer_py.dialects.postgresql.dialect", "PostgreSQLDialect"),
    "sqlite": ("goofer_py.dialects.sqlite.dialect", "SQLiteDialect"),
}
DIALECTS = tuple(sorted(_CLASSES))
"""The names that `get_dialect` takes, which are also SQLAlchemy's."""


def get_dialect(name: str, version: tuple[int, ...] | None = None) -> Dialect:
    """Return the dialect called `name`, as SQLAlchemy calls it, for that version of the server.

    Without a version, what it writes can be run by every version that goofer knows.
    Raises UsageError for a name that is none of them.
    """
    if name not in _CLASSES:
        known = ", ".join(DIALECTS)
        raise UsageError(f"There is no dialect called {name!r}; goofer knows {known}.")
    module, attribute = _CLASSES[name]
    cls = getattr(import_module(module), attribute)
    dialect: Dialect = cls() if version is None else cls(version)
    return dialect

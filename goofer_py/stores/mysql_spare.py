"""An empty database of its own on a MySQL server, for as long as something is tried."""

from __future__ import annotations

from contextlib import AbstractContextManager

from goofer_py.errors import ScratchRefused, StatementFailed
from goofer_py.stores.spare import Connects, spare_of
from goofer_py.stores.store import Session

_REFUSED = (1044, 1142, 1227)  # Not every version of the driver tells the SQLSTATE.
_LIKE = (
    "SELECT default_character_set_name, default_collation_name FROM information_schema.schemata"
    " WHERE schema_name = DATABASE()"
)


def spare_mysql_database(store: Connects) -> AbstractContextManager[str]:
    """Create a database with the store's character set, empty; give its name; drop it at the end.

    Raises ScratchRefused when the user may not create databases.
    """
    return spare_of(store, _create)


def _create(session: Session, name: str) -> None:
    like = session.query(_LIKE)
    options = f" CHARACTER SET {like[0][0]} COLLATE {like[0][1]}" if like else ""
    try:
        session.execute(f"CREATE DATABASE {name}{options}")
    except StatementFailed as error:
        if getattr(error, "number", None) not in _REFUSED:
            raise
        raise ScratchRefused(
            f"{session.database} lets this user create no database to try the migrations in: "
            f"{error.server}. Nothing was changed.",
            database=session.database,
            server=error.server,
            hint=r"GRANT ALL ON `goofer\_%`.* TO the user, or --url of a server where it may",
        ) from error

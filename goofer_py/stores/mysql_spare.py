"""An empty database of its own on a MySQL server, for as long as something is tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import Protocol

from goofer_py.errors import ScratchRefused, StatementFailed
from goofer_py.stores.spare import PREFIX
from goofer_py.stores.store import Session

_REFUSED = (1044, 1142, 1227)  # Not every version of the driver tells the SQLSTATE.
_LIKE = (
    "SELECT default_character_set_name, default_collation_name FROM information_schema.schemata"
    " WHERE schema_name = DATABASE()"
)


class _Connects(Protocol):
    def connect(self) -> Session: ...


@contextmanager
def spare_mysql_database(store: _Connects) -> Iterator[str]:
    """Create a database with the store's character set, empty; give its name; drop it at the end.

    Raises ScratchRefused when the user may not create databases.
    """
    name = PREFIX + token_hex(6)
    session = store.connect()
    try:
        _create(session, name)
        try:
            yield name
        finally:
            session.execute(f"DROP DATABASE IF EXISTS {name}")
    finally:
        session.close()


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

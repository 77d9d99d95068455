"""An empty database of its own on a PostgreSQL server, for as long as something is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from secrets import token_hex
from typing import Protocol

from goofer_py.errors import ScratchRefused, StatementFailed
from goofer_py.stores.store import Session

PREFIX = "goofer_spare_"
_REFUSED = "42501"
_LOCALE = (
    "SELECT pg_encoding_to_char(encoding), datcollate, datctype"
    " FROM pg_database WHERE datname = current_database()"
)


class Connects(Protocol):
    """A store, as far as it matters here."""

    def connect(self) -> Session:
        """Open a session."""


@contextmanager
def spare_of(
    store: Connects, create: Callable[[Session, str], None], drop_options: str = ""
) -> Iterator[str]:
    """Give the name of a database that `create` makes; drop it at the end."""
    name = PREFIX + token_hex(6)
    session = store.connect()
    try:
        create(session, name)
        try:
            yield name
        finally:
            session.execute(f"DROP DATABASE IF EXISTS {name}{drop_options}")
    finally:
        session.close()


def spare_database(store: Connects) -> AbstractContextManager[str]:
    """Create a database like the store's own, empty, and give its name; drop it at the end.

    Raises ScratchRefused when the role may not create databases.
    """
    return spare_of(store, _create, " WITH (FORCE)")


def _create(session: Session, name: str) -> None:
    literal = session.dialect.literal
    encoding, collate, ctype = (literal(text) for text in session.query(_LOCALE)[0])
    try:
        session.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING {encoding}"
            f" LC_COLLATE {collate} LC_CTYPE {ctype}"
        )
    except StatementFailed as error:
        if error.state != _REFUSED:
            raise
        raise ScratchRefused(
            f"{session.database} lets this role create no database to try the migrations in: "
            f"{error.server}. Nothing was changed.",
            database=session.database,
            server=error.server,
            hint="ALTER ROLE ... CREATEDB, or --url of a server where it may",
        ) from error

"""An empty database of its own on a PostgreSQL server, for as long as something is tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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


class _Connects(Protocol):
    def connect(self) -> Session: ...


@contextmanager
def spare_database(store: _Connects) -> Iterator[str]:
    """Create a database like the store's own, empty, and give its name; drop it at the end.

    Raises ScratchRefused when the role may not create databases.
    """
    name = PREFIX + token_hex(6)
    session = store.connect()
    try:
        _create(session, name)
        try:
            yield name
        finally:
            session.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    finally:
        session.close()


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

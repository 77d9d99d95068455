"""An empty database on the same server, which is dropped again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from secrets import token_hex

from goofer_py.errors import ConnectionFailed, ScratchRefused, StatementFailed
from goofer_py.introspect.mysql.catalog import Catalog, quoted
from goofer_py.introspect.mysql.reading import read_schema
from goofer_py.introspect.mysql.settings import settled
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Schema
from goofer_py.stores.store import Session

MARK = "goofer_scratch_"
"""How the names of all scratch databases begin; the number of the connection follows."""
_KEPT = "goofer_*"
_OURS = re.compile(rf"{MARK}(\d+)_[0-9a-f]+(?:_\d+)?\Z")
_LIKE = "SELECT @@character_set_database, @@collation_database"
_REFUSALS = frozenset(
    (
        "42000",  # access denied
        "HY000",  # the server is read-only
        "25006",  # the transaction is read-only
    )
)


@dataclass(frozen=True, slots=True)
class MySQLScratch:
    """Databases of this connection; implements Scratch.

    Statements commit by themselves here, so it is left to `open_scratch` of a later run to drop
    what a run that was killed leaves behind.
    """

    session: Session
    own: str
    home: str
    places: Mapping[str, str]

    @property
    def default_schema(self) -> str | None:
        """Nothing: the server itself says in which database a name is, where it keeps a text."""
        return None

    def namespace(self, name: str) -> str:
        """Return what the scratch calls the schema `name`."""
        return self.places[name]

    def read(self) -> Schema:
        """Return what the scratch holds, except what goofer itself puts aside."""
        catalog = Catalog(self.session, Scope(exclude=(_KEPT,)), (self.home,))
        with settled(self.session):
            found = read_schema(catalog, self.own, tuple(self.places.values()))
        real = {scratch: name for name, scratch in self.places.items()}
        return replace(found, namespaces=tuple(real.get(n, n) for n in found.namespaces))


@contextmanager
def open_scratch(session: Session, namespaces: tuple[str, ...]) -> Iterator[MySQLScratch]:
    """Make the databases, go there, and drop them at the end.

    Raises ScratchRefused where the user may not create databases, and inside of a transaction
    of the caller's, which making one would commit.
    """
    if session.in_transaction:
        raise _would_commit(session)
    drop_left_over(session)
    home, number = session.query("SELECT DATABASE(), CONNECTION_ID()")[0]
    own = f"{MARK}{number}_{token_hex(4)}"
    places = {name: f"{own}_{place}" for place, name in enumerate(namespaces, 1)}
    try:
        _hold(session, own)
        _create(session, (own, *places.values()))
        session.execute(f"USE {quoted(own)}")
        yield MySQLScratch(session, own, home, places)
    finally:
        _leave(session, home, (own, *places.values()))


def drop_left_over(session: Session) -> None:
    """Drop the scratch databases of connections that are gone."""
    for name in _found(session):
        mark = _OURS.match(name)
        if mark and _is_gone(session, name, int(mark[1])):
            with suppress(StatementFailed):
                session.execute(f"DROP DATABASE IF EXISTS {quoted(name)}")


def _found(session: Session) -> list[str]:
    query = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE LEFT(SCHEMA_NAME, {}) = '{}'"
    return [str(row[0]) for row in session.query(query.format(len(MARK), MARK))]


def _is_gone(session: Session, name: str, number: int) -> bool:
    """Whether nobody holds the scratch, and no connection that is to be seen has its number."""
    try:
        alive = session.query(
            f"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID = {number}"
        )
        free = session.query(f"SELECT IS_FREE_LOCK('{name}')")
    except StatementFailed:
        return False
    return bool(alive[0][0] == 0 and free[0][0] == 1)


def _hold(session: Session, name: str) -> None:
    """Take a lock that ends with the connection; other users may not see this connection."""
    with suppress(StatementFailed):
        session.query(f"SELECT GET_LOCK('{name}', 0)")


def _create(session: Session, names: tuple[str, ...]) -> None:
    charset, collation = session.query(_LIKE)[0]
    options = f"CHARACTER SET {charset} COLLATE {collation}"
    try:
        for name in names:
            session.execute(f"CREATE DATABASE {quoted(name)} {options}")
    except StatementFailed as error:
        raise _refused(session, error) from error


def _leave(session: Session, home: str, names: tuple[str, ...]) -> None:
    if session.closed:
        return
    with suppress(StatementFailed, ConnectionFailed):
        session.rollback()
        for name in names:
            session.execute(f"DROP DATABASE IF EXISTS {quoted(name)}")
        session.execute(f"USE {quoted(home)}")
        session.query(f"SELECT RELEASE_LOCK('{names[0]}')")


def _would_commit(session: Session) -> ScratchRefused:
    return ScratchRefused(
        f"{session.database} is in a transaction, which making a scratch database would commit. "
        "Nothing was changed.",
        database=session.database,
        hint="commit or roll back first, or give the URL or the engine instead of the connection",
    )


def _refused(session: Session, error: StatementFailed) -> StatementFailed | ScratchRefused:
    if error.state not in _REFUSALS:
        return error
    return ScratchRefused(
        f"{session.database} lets this user make no scratch database to try things in: "
        f"{error.server}. Nothing was changed.",
        database=session.database,
        server=error.server,
        hint=r"GRANT ALL ON `goofer\_%`.* TO the user, or go without (--no-proof)",
    )

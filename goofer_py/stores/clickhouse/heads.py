"""Where the newest state of a book is: in a KeeperMap, or in the comments of small tables.

A state has a number, and each one is put down under the next number, which succeeds for one of
all that try: Keeper refuses a key that is there, and the catalog of a server a table that is there.
So a state is written only by who has seen the one before it, and of two writers one is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.stores.clickhouse.quoting import quoted, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goofer_py.errors import StatementFailed

KEPT = 8
"""How many states before the newest one stay: a number so near to it was never given before."""
_EXISTS = "57"
_DIGITS = 12
_DISABLED = ("36", "56", "344", "48")
"""What a server says that has no KeeperMap: it is not set up, or not known."""
_MOST = 1_000_000
"""How many bytes Keeper takes at once."""
_LONG = 100_000
_AT_ONCE: Mapping[str, Any] = {"database_atomic_wait_for_drop_and_detach_synchronously": 0}
_STRICT: Mapping[str, Any] = {"keeper_map_strict_mode": 1, "insert_keeper_max_retries": 0}


class Asked(Protocol):
    """A session, as far as its books need it."""

    @property
    def name(self) -> str:
        """The database."""

    @property
    def cluster(self) -> str:
        """The cluster on which all is done, or nothing."""

    def ask(self, sql: str) -> Sequence[Sequence[Any]]:
        """Run a query of goofer's own and return its rows."""

    def tell(self, sql: str, settings: Mapping[str, Any] | None = None) -> None:
        """Run a statement of goofer's own."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


@dataclass(frozen=True, slots=True)
class Head:
    """The newest state: its number, 0 before the first one, its text, and the server's time."""

    number: int
    state: str
    now_ms: int


class Heads(Protocol):
    """The states of the books of one database."""

    def newest(self, book: str) -> Head:
        """Return the newest state."""

    def put(self, book: str, number: int, state: str) -> bool:
        """Put a state down as the one with this number; says False when there is one already."""


def on_cluster(cluster: str) -> str:
    """Return what makes a statement run on all servers of a cluster."""
    return f" ON CLUSTER {quoted(cluster)}" if cluster else ""


class KeeperHeads:
    """States as rows of a table with the engine KeeperMap, which is the book itself."""

    def __init__(self, session: Asked) -> None:
        self._session = session

    def newest(self, book: str) -> Head:
        """Return the newest state, as Keeper has it."""
        found = self._session.ask(
            "SELECT toUInt64(substring(key, 3)), value, toUnixTimestamp64Milli(now64(3))"
            f" FROM {quoted(book)} WHERE startsWith(key, 'h/') ORDER BY key DESC LIMIT 1"
        )
        if found:
            return Head(*found[0])
        (now,) = self._session.ask("SELECT toUnixTimestamp64Milli(now64(3))")
        return Head(0, "", now[0])

    def put(self, book: str, number: int, state: str) -> bool:
        """Insert the key of the number, which Keeper refuses when it is there."""
        from goofer_py.errors import StatementFailed

        key = _key(number)
        if (size := len(state.encode())) > _MOST:
            raise self._session.failed(
                f"The steps of what is running take {size:,} bytes in {book}, and Keeper takes"
                f" {_MOST:,} at once: let a migration have fewer steps"
            )
        try:
            insert(self._session, book, key, state)
        except StatementFailed as error:
            if not is_taken(error):
                raise
            # What failed on its way may have been written all the same.
            found = self._session.ask(f"SELECT value FROM {quoted(book)} WHERE key = {text(key)}")
            return bool(found) and found[0][0] == state
        # One request tells both, how far the others are and what nobody goes by any more.
        table = quoted(book)
        found = self._session.ask(
            f"SELECT key FROM {table} WHERE startsWith(key, 'h/') ORDER BY key"
        )
        keys = [str(key) for (key,) in found]
        if keys and keys[-1] > _key(number + KEPT):
            # It may have been there and be gone: others are far ahead.
            self._session.tell(f"DELETE FROM {table} WHERE key = {text(key)}")
            return False
        gone = [text(one) for one in keys if one < _key(number - KEPT)]
        if len(gone) >= KEPT:
            self._session.tell(f"DELETE FROM {table} WHERE key IN ({', '.join(gone)})")
        return True


def _key(number: int) -> str:
    return f"h/{max(number, 0):0{_DIGITS}}"


def insert(session: Asked, book: str, key: str, value: str) -> None:
    """Add a row to a KeeperMap; raises StatementFailed when the key is there."""
    values = f"({text(key)}, {text(value)})"
    session.tell(f"INSERT INTO {quoted(book)} (key, value) VALUES {values}", _STRICT)


def is_taken(error: StatementFailed) -> bool:
    """Say whether Keeper refused a key because it is there."""
    return error.state == "999" and "node exists" in error.server.lower()


def make_keeper_map(session: Asked, book: str) -> bool:
    """Create the table of a book in Keeper; says False where the server has no KeeperMap."""
    from goofer_py.errors import StatementFailed

    # Servers that share a Keeper and are no cluster have tables, and books, of their own.
    owner = text(session.cluster) if session.cluster else "toString(serverUUID())"
    ((path,),) = session.ask(f"SELECT concat('/goofer/', {owner}, '/', currentDatabase())")
    try:
        session.tell(
            f"CREATE TABLE IF NOT EXISTS {quoted(book)}{on_cluster(session.cluster)}"
            f" (key String, value String) ENGINE = KeeperMap({text(f'{path}/{book}')})"
            " PRIMARY KEY key"
        )
    except StatementFailed as error:
        if error.state in _DISABLED:
            return False
        raise
    return True


class CatalogHeads:
    """States as the comments of tables, whose names end with their numbers."""

    def __init__(self, session: Asked) -> None:
        self._session = session

    def newest(self, book: str) -> Head:
        """Return the newest state, as the catalog has it."""
        found = self._session.ask(
            "SELECT name, comment, toUnixTimestamp64Milli(now64(3)) FROM system.tables"
            f" WHERE {_of(book)} ORDER BY name DESC LIMIT 1"
        )
        if found:
            name, state, now = found[0]
            return Head(int(name[-_DIGITS:]), state, now)
        ((now,),) = self._session.ask("SELECT toUnixTimestamp64Milli(now64(3))")
        return Head(0, "", now)

    def put(self, book: str, number: int, state: str) -> bool:
        """Create the table of the number, which the catalog refuses when it is there."""
        from goofer_py.errors import StatementFailed

        table = _table(book, number)
        create = f"CREATE TABLE {quoted(table)} (x UInt8) ENGINE = Memory COMMENT {text(state)}"
        # Longer ones than usual are parsed only by a server that is told to.
        length = 4 * len(create)
        try:
            self._session.tell(create, {"max_query_size": length} if length > _LONG else None)
        except StatementFailed as error:
            if error.state != _EXISTS:
                raise
            return False
        # One request tells both, how far the others are and what nobody goes by any more.
        found = self._session.ask(f"SELECT name FROM system.tables WHERE {_of(book)} ORDER BY name")
        names = [str(name) for (name,) in found]
        if names and names[-1] > _table(book, number + KEPT):
            # It may have been there and be gone: others are far ahead.
            self._drop(table)
            return False
        old = _table(book, number - KEPT)
        gone = [name for name in names if name < old]
        for name in gone if len(gone) >= KEPT else ():
            self._drop(name)
        return True

    def _drop(self, table: str) -> None:
        self._session.tell(f"DROP TABLE IF EXISTS {quoted(table)}", _AT_ONCE)


def _table(book: str, number: int) -> str:
    return f"{book}_state_{max(number, 0):0{_DIGITS}}"


def _of(book: str) -> str:
    """Return the condition that a table's name is that of a state of the book."""
    prefix = f"{book}_state_"
    size = len(prefix.encode()) + _DIGITS
    named = f"startsWith(name, {text(prefix)}) AND length(name) = {size}"
    return f"database = currentDatabase() AND {named}"

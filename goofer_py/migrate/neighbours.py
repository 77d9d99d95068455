"""The other databases of a program, for migrations in code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from goofer_py.errors import ConnectionFailed, StoreError, UsageError
from goofer_py.stores.registry import open_store

if TYPE_CHECKING:
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.stores.registry import Database
    from goofer_py.stores.store import Row, Session


@contextmanager
def _elsewhere() -> Iterator[None]:
    """Tell a lost connection of another database from one of the migration's own."""
    try:
        yield
    except ConnectionFailed as error:
        raise StoreError(
            error.message, database=error.database, server=error.server, hint=error.hint
        ) from error


class Neighbour:
    """Another database, over a connection of its own.

    Each statement commits by itself, outside of `transaction`: what it changes stays, also when
    the migration fails and is undone.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def connection(self) -> Any:
        """The driver's own connection (PEP 249)."""
        return self._session.connection

    @property
    def client(self) -> Any:
        """The driver's own client, where that store speaks no SQL; else its connection."""
        return self._session.connection

    @property
    def dialect(self) -> Dialect:
        """The dialect at the version of that server."""
        return self._session.dialect

    def execute(self, sql: str, *parameters: object) -> int:
        """Run one statement, with `?` for parameters; returns the number of rows it touched."""
        with _elsewhere():
            return self._session.execute(sql, parameters)

    def query(self, sql: str, *parameters: object) -> list[Row]:
        """Run one statement, with `?` for parameters, and return its rows."""
        with _elsewhere():
            return self._session.query(sql, parameters)

    def batched(self, select: str, size: int = 1000, *parameters: object) -> Iterator[list[Row]]:
        """Yield the rows of a query in lists of `size`, in memory that does not grow with them."""
        with _elsewhere():
            yield from self._session.batched(select, size, parameters)

    def run(self, script: str) -> None:
        """Run an SQL script."""
        with _elsewhere():
            self._session.run(script)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit together what is done in the context, or undo it when it raises."""
        with _elsewhere():
            self._session.begin()
        try:
            yield
        except BaseException:
            with _elsewhere():
                self._session.rollback()
            raise
        with _elsewhere():
            self._session.commit()


class Neighbours(Mapping[str, Neighbour]):
    """The other databases by name, each connected when it is first asked for.

    The connections are closed at the end of the context.
    """

    def __init__(self, databases: Mapping[str, Database]) -> None:
        self._databases = databases
        self._sessions: dict[str, Session] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._sessions:
            self._sessions.popitem()[1].close()

    def __getitem__(self, name: str) -> Neighbour:
        if name not in self._databases:
            known = ", ".join(self._databases) or "none"
            raise UsageError(f"There is no other database {name!r}; there are {known}.")
        if name not in self._sessions:
            with _elsewhere():
                self._sessions[name] = open_store(self._databases[name]).connect()
        return Neighbour(self._sessions[name])

    def __contains__(self, name: object) -> bool:
        return name in self._databases

    def __iter__(self) -> Iterator[str]:
        return iter(self._databases)

    def __len__(self) -> int:
        return len(self._databases)

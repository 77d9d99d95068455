"""What a program works on a database with: its connection is opened when it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from goofer_py.stores.store import Session, Store


class Connected:
    """Keeps the connection to one database between calls, where it is goofer's own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._session: Session | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, if it is goofer's own; the next call would open another."""
        if self._session is not None:
            self._session.close()
            self._session = None

    @property
    def database(self) -> str:
        """What to call the database in messages: no secrets."""
        return self._store.database

    @property
    def session(self) -> Session:
        """The connection that is kept until `close`; opened by the first use."""
        if self._session is None or self._session.closed:
            self._session = self._store.connect()
        # Whoever gets it may do anything with it.
        self._session.make_own()
        return self._session

    def _lent(self) -> Session:
        if self._session is None or self._session.closed:
            # A store of somebody else's may have nothing to lend.
            self._session = getattr(self._store, "lent", self._store.connect)()
        return self._session

    @contextmanager
    def _using(self, *, lent: bool = False) -> Iterator[Session]:
        """Give the kept session, or one that is given back right away to whom it belongs.

        With `lent`, its connection may be one that other databases use too.
        """
        if self._store.lasting or self._session is not None:
            yield self._lent() if lent else self.session
            return
        self._session = self._store.connect()
        try:
            yield self._session
        finally:
            self.close()

    def _absent(self) -> bool:
        """Say whether there is no database yet, which looking at it would make."""
        return self._session is None and not self._store.exists()

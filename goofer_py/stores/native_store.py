"""What the stores that speak no SQL have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Generic, TypeVar

from goofer_py.errors import ConnectionFailed, ScratchRefused
from goofer_py.stores.answer import reason_of
from goofer_py.stores.secrecy import Secrecy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goofer_py.stores.kinds import StoreKind
    from goofer_py.stores.native import NativeSession
    from goofer_py.stores.store import Store
    from goofer_py.stores.url import DatabaseUrl

_SECONDS = 10.0

S = TypeVar("S", bound="NativeSession")


class NativeStore(ABC, Generic[S]):
    """A database without SQL, reached by its URL; each session has a connection of its own."""

    lasting = True
    contended = True

    def __init__(self, kind: StoreKind, url: DatabaseUrl) -> None:
        self.kind = kind
        self._url = url
        self._secrecy = Secrecy(url.secrets, url.names)
        self.database = f"{url.scheme}{url.shown()[len(url.backend) :]}"

    @property
    def url(self) -> DatabaseUrl:
        """The URL, secrets included: never show it."""
        return self._url

    def exists(self) -> bool:
        """Return True: a database comes with the first thing that is written to it."""
        return True

    def connect(self) -> S:
        """Open a session; raises ConnectionFailed or MissingDriver."""
        return self._connected(_SECONDS)

    def lent(self) -> S:
        """Open a session, whose connection is its own."""
        return self.connect()

    def beside(self) -> S:
        """Open a session of its own, as each of them is."""
        return self.connect()

    def probe(self, seconds: float) -> None:
        """Connect and ask something, within about `seconds`."""
        self._connected(seconds).close()

    def spare(self) -> AbstractContextManager[Store]:
        """Raise ScratchRefused: what migrations do is not tried elsewhere first."""
        raise ScratchRefused(
            f"{self.database} has no empty database beside it to try migrations in.",
            database=self.database,
        )

    def _unreached(
        self,
        said: str,
        reasons: Mapping[str, str],
        hints: Mapping[str, str],
        hint: str = "check host, port and options in the URL",
        reason: str | None = None,
    ) -> ConnectionFailed:
        """Return the error for a connection that failed with these words.

        The first words among `reasons`, and among `hints`, that occur in them say why and what to
        do; else it is `hint`.
        """
        said = self._secrecy.hide(said).strip().rstrip(".")
        fitting = (one for words, one in hints.items() if words in said.lower())
        return ConnectionFailed(
            f"No connection to {self.database}: {said}. Nothing was changed.",
            database=self.database,
            server=said,
            hint=next(fitting, hint),
            reason=reason or reason_of(said, reasons),
        )

    @abstractmethod
    def _connected(self, seconds: float) -> S:
        """Open a session within about `seconds`; raises ConnectionFailed or MissingDriver."""

"""What the stores that speak no SQL have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, NoReturn, TypeVar

from goofer_py.errors import ScratchRefused
from goofer_py.stores.secrecy import Secrecy

if TYPE_CHECKING:
    from goofer_py.stores.kinds import StoreKind
    from goofer_py.stores.native import NativeSession
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

    def spare(self) -> NoReturn:
        """Raise ScratchRefused: what migrations do is not tried elsewhere first."""
        raise ScratchRefused(
            f"{self.database} has no empty database beside it to try migrations in.",
            database=self.database,
        )

    @abstractmethod
    def _connected(self, seconds: float) -> S:
        """Open a session within about `seconds`; raises ConnectionFailed or MissingDriver."""

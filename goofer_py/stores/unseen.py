"""The health of a server that shows nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from goofer_py.stores.vitals import Unseen

if TYPE_CHECKING:
    from goofer_py.dialects.touching import Touch


class NoVitals:
    """Raises Unseen for whatever is asked."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _unseen(self) -> NoReturn:
        raise Unseen(f"{self._name} is not asked for it", "look at the server's own monitoring")

    def standing(self) -> NoReturn:
        """Raise Unseen."""
        self._unseen()

    def seats(self) -> NoReturn:
        """Raise Unseen."""
        self._unseen()

    def transactions(self, touched: Sequence[Touch] = ()) -> NoReturn:  # noqa: ARG002
        """Raise Unseen."""
        self._unseen()

    def replicas(self) -> NoReturn:
        """Raise Unseen."""
        self._unseen()

    def behind(self) -> NoReturn:
        """Raise Unseen."""
        self._unseen()

    def lacking(self, touched: Sequence[Touch]) -> NoReturn:  # noqa: ARG002
        """Raise Unseen."""
        self._unseen()

    def bytes_of(self, touched: Sequence[Touch]) -> NoReturn:  # noqa: ARG002
        """Raise Unseen."""
        self._unseen()

    def room(self) -> NoReturn:
        """Raise Unseen."""
        self._unseen()

    def busy(self) -> NoReturn:
        """Raise Unseen."""
        self._unseen()

    def address(self) -> NoReturn:
        """Raise Unseen."""
        self._unseen()

    def waiting(self, address: str) -> NoReturn:  # noqa: ARG002
        """Raise Unseen."""
        self._unseen()

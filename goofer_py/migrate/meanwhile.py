"""Looking, again and again, at what somebody else is at: beside it, and never in its way."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from goofer_py.errors import GooferError

if TYPE_CHECKING:
    from goofer_py.stores.store import Session

_LOG = logging.getLogger("goofer")
_END_SECONDS = 2
"""How long the end of the work waits for a look that is under way."""
_OFTEN = 1.0
"""How many seconds are between two looks, at most."""


class Meanwhile(ABC):
    """Looks `every` so many seconds, on a thread and a connection of its own; a context.

    Nothing that it meets makes the work fail. The connection is what `beside` opens, once it is
    asked for.
    """

    def __init__(self, every: float, beside: Callable[[], Session] | None) -> None:
        self._every = min(every, _OFTEN)
        self._beside = beside
        self._own: Session | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._go, name="goofer progress", daemon=True)

    def __enter__(self) -> Self:
        try:
            self._thread.start()
        except RuntimeError as error:  # No thread is left.
            _LOG.debug("progress is not shown: %s", error)
            self._over.set()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join(_END_SECONDS)

    @abstractmethod
    def see(self) -> None:
        """Look once, and tell of what is seen."""

    def _go(self) -> None:
        try:
            while not self._over.wait(self._every):
                self.see()
        except Exception as error:  # noqa: BLE001 - to watch is no reason to fail
            _LOG.debug("progress is shown no more: %s", type(error).__name__)
        finally:
            self._close()

    def _session(self) -> Session | None:
        """Return the connection; raises GooferError where none can be had."""
        if self._own is None and self._beside is not None:
            self._own = self._beside()
        return self._own

    def _close(self) -> None:
        own, self._own = self._own, None
        if own is not None:
            with suppress(GooferError):
                own.close()

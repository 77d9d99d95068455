"""The health of a server while a run goes: looked at beside it, on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from goofer_py.errors import GooferError
from goofer_py.events import Event, RunPaused, RunResumed, WatchBlind
from goofer_py.migrate.interruption import Interruption, Unwell
from goofer_py.migrate.precheck.others import asked, lag, too_far
from goofer_py.migrate.watch_options import Watching
from goofer_py.stores.vitals import Unseen

if TYPE_CHECKING:
    from goofer_py.clock import Clock
    from goofer_py.stores.store import Session

_NAP = 0.1
_OFTEN = 1.0
"""The longest time between two looks at who waits, and at what is not well."""
_SHARE = 5
"""How often who waits is looked at within the time that they may wait."""
_ANSWER_SECONDS = 5
_SHOWN = 3


class Watch:
    """Looks after others while a run goes, and ends it for their sake; a context.

    The run calls `rest` where it holds nothing.
    """

    def __init__(
        self,
        watching: Watching,
        session: Session,
        clock: Clock,
        interruption: Interruption,
        tell: Callable[[Event], None],
    ) -> None:
        self._options = watching.options
        self._beside = watching.beside
        self._database = session.database
        self._address = session.vitals.address()
        self._clock = clock
        self._interruption = interruption
        self._tell = tell
        self._own: Session | None = None
        self._over = threading.Event()
        # What others than this server are asked takes its time; who waits here cannot.
        self._threads = [
            threading.Thread(target=self._go, name="goofer watch", daemon=True),
            threading.Thread(target=self._go_outside, name="goofer watch outside", daemon=True),
        ]
        self._outside: tuple[str, ...] = ()
        self._unwell = ""
        self._since = 0.0
        self._waited_since: float | None = None
        self._looked = 0.0

    def __enter__(self) -> Self:
        self._tell_what_is_unseen()
        self._outside = tuple(self._complaints_outside())
        self._look()
        self._interruption.rests(self.rest)
        for thread in self._threads[: 2 if self._asks_outside else 1]:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        # The other one holds nothing of this server's.
        self._threads[0].join(_ANSWER_SECONDS)
        self._interruption.rests(None)

    def rest(self) -> None:
        """Wait until all is well, or the run has to end."""
        if not self._unwell or self._interruption.noted:
            return
        started = self._clock.monotonic()
        self._tell(RunPaused(self._database, self._unwell))
        while self._unwell and not self._interruption.noted:
            self._clock.sleep(_NAP)
        if not self._interruption.noted:
            self._tell(RunResumed(self._database, self._clock.monotonic() - started))

    def _go(self) -> None:
        options = self._options
        tick = min(options.every, options.max_downtime / _SHARE, _OFTEN)
        while not self._over.wait(tick):
            self._look_at_who_waits()
            if self._clock.monotonic() - self._looked >= self._every:
                self._look()
        self._close()

    def _go_outside(self) -> None:
        while not self._over.wait(self._every):
            self._outside = tuple(self._complaints_outside())

    @property
    def _every(self) -> float:
        """How long to wait: not for long while the run may be waiting too."""
        every = self._options.every
        return min(every, _OFTEN) if self._unwell else every

    @property
    def _asks_outside(self) -> bool:
        """Whether anybody else than this server is asked."""
        return bool(self._options.limits.replicas or self._address_to_ask)

    @property
    def _address_to_ask(self) -> str:
        """The check, if it is a URL."""
        check = self._options.check or ""
        return check if check.startswith(("http://", "https://")) else ""

    def _session(self) -> Session:
        if self._own is None:
            self._own = self._beside()
        return self._own

    def _close(self) -> None:
        own, self._own = self._own, None
        if own is not None:
            with suppress(GooferError):
                own.close()

    def _look_at_who_waits(self) -> None:
        """End the run when others have waited for it for too long."""
        now = self._clock.monotonic()
        try:
            waiting = self._session().vitals.waiting(self._address)
        except GooferError:
            self._close()
            return
        if not waiting:
            self._waited_since = None
            return
        since = self._waited_since = self._waited_since or now
        if now - since >= self._options.max_downtime:
            who = "; ".join(waiting[:_SHOWN])
            why = f"others waited for it for {now - since:.1f} s (max_downtime is"
            self._end(f"{why} {self._options.max_downtime:g} s): {who}", now=True)

    def _look(self) -> None:
        """Take note of what is not well, and end the run when it has lasted for too long."""
        self._looked = now = self._clock.monotonic()
        found = "; ".join(self._complaints())
        if not found:
            self._unwell = ""
            return
        if not self._unwell:
            self._since = now
        self._unwell = found
        if now - self._since >= self._options.pause:
            self._end(f"it was not well for {now - self._since:.0f} s: {found}", now=False)

    def _complaints(self) -> Iterator[str]:
        yield from self._outside
        try:
            session = self._session()
            if not self._options.limits.replicas:
                yield from self._behind(session)
            yield from self._checked(session)
        except GooferError as error:
            self._close()
            yield f"the server cannot be asked: {getattr(error, 'server', '') or error.message}"

    def _complaints_outside(self) -> Iterator[str]:
        limits = self._options.limits
        yield from (lag(one) for one in asked(limits.replicas) if too_far(one, limits))
        if self._address_to_ask and (said := _answered(self._address_to_ask)):
            yield said

    def _behind(self, session: Session) -> Iterator[str]:
        limits = self._options.limits
        with suppress(Unseen):
            yield from (lag(one) for one in session.vitals.replicas() if too_far(one, limits))

    def _checked(self, session: Session) -> Iterator[str]:
        check = self._options.check
        if check is None or self._address_to_ask:
            return
        rows = session.query(check)
        if not rows or not rows[0][0]:
            yield f"the check said no: {check}"

    def _tell_what_is_unseen(self) -> None:
        if self._options.limits.replicas:
            return
        try:
            self._session().vitals.replicas()
        except Unseen as error:
            why, todo = error.args
            self._tell(WatchBlind(self._database, f"{why}; {todo}"))
        except GooferError:
            self._close()

    def _end(self, why: str, *, now: bool) -> None:
        # Until the run has noticed: a statement may have begun right after the last time.
        with suppress(Exception):
            self._interruption.stop(Unwell(why), now=now)


class Deadline:
    """Ends what runs after some seconds; a context."""

    def __init__(self, seconds: float, why: str, interruption: Interruption) -> None:
        self._why = why
        self._interruption = interruption
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        with suppress(Exception):
            self._interruption.stop(Unwell(self._why), now=True)


def _answered(url: str) -> str:
    """Return what is wrong with the answer of a URL, empty when nothing is."""
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import urlopen

    shown = _shown(url)
    try:
        with urlopen(url, timeout=_ANSWER_SECONDS):  # noqa: S310 - it begins with http
            return ""
    except HTTPError as error:
        return f"{shown} answers {error.code}"
    except (OSError, HTTPException) as error:
        return f"{shown} does not answer: {getattr(error, 'reason', type(error).__name__)}"


def _shown(url: str) -> str:
    """Return a URL without what may be secret: a user, a password, a token."""
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()

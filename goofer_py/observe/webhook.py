"""Messages about runs, posted to a URL beside the run."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from http.client import HTTPException
from queue import Queue
from typing import Literal
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from goofer_py.events import (
    ConfirmationNeeded,
    Event,
    RunFailed,
    RunSucceeded,
    TenantsFinished,
)
from goofer_py.observe.messages import OCCASIONS, TOLD, Message, message_of
from goofer_py.observe.observers import LOG
from goofer_py.observe.place import Place, place_of

Format = Literal["auto", "slack", "json"]
_PAUSES = (0.25, 1.0, 3.0)
"""Seconds before it is tried again, one more time each."""
_AGAIN = (408, 425, 429)
"""Answers that say "later", besides all of the server's own failures."""
_SLACK = "slack.com"
_LAST = (RunSucceeded, RunFailed, ConfirmationNeeded, TenantsFinished)
"""What a program may end after."""


class Webhook:
    """Posts a message when runs start, succeed, fail, or wait to be confirmed.

    That is done in a thread, with three tries more where it fails. At the end of a call it is
    waited for, for `wait` seconds at most; what is not delivered by then is logged, and is no
    reason for a run to fail. Neither messages nor the log ever hold the URL. The `format` "auto"
    is that of Slack for Slack, and plain JSON for all others. Raises ConfigError for what is no
    URL.
    """

    def __init__(
        self,
        url: str,
        *,
        on: Sequence[str] = OCCASIONS,
        format: Format = "auto",  # noqa: A002 - as the setting is called
        wait: float = 5.0,
        timeout: float = 5.0,
        pauses: Sequence[float] = _PAUSES,
    ) -> None:
        self._place = place_of(url, "notify")
        host = self._place.host
        slack = host == _SLACK or host.endswith(f".{_SLACK}")
        self._slack = format == "slack" or (format == "auto" and slack)
        self._on = frozenset(on)
        self._wait = wait
        self._delivery = _Delivery(self._place, timeout, (*pauses,))

    @property
    def takes(self) -> frozenset[type[Event]]:
        """The kinds of events that it has to be told of."""
        return TOLD.union(_LAST)

    def __call__(self, event: Event, /) -> None:
        """Take note of `event`."""
        message = message_of(event)
        if message is not None and message.occasion in self._on:
            self._delivery.put(self._body(message), message.occasion)
        if isinstance(event, _LAST):
            self.flush()

    def flush(self) -> bool:
        """Wait until all is delivered, or given up; says whether that was so in time."""
        if self._delivery.idle.wait(self._wait):
            return True
        LOG.warning("%s was not told in %g s; the run is over", self._place, self._wait)
        return False

    def _body(self, message: Message) -> bytes:
        return json.dumps(message.slack() if self._slack else message.plain()).encode()


class _Delivery:
    """Posts bodies to one place, one after the other."""

    def __init__(self, place: Place, timeout: float, pauses: tuple[float, ...]) -> None:
        self._place = place
        self._timeout = timeout
        self._pauses = pauses
        self._queue: Queue[tuple[bytes, str]] = Queue()
        self._lock = threading.Lock()
        self._left = 0
        self._thread: threading.Thread | None = None
        self.idle = threading.Event()
        self.idle.set()

    def put(self, body: bytes, occasion: str) -> None:
        """Let a body be posted."""
        with self._lock:
            if self._thread is None:
                # It ends with the program, whatever a server at the other end does.
                thread = threading.Thread(target=self._work, name="goofer webhook", daemon=True)
                try:
                    thread.start()
                except RuntimeError as error:
                    self._given_up(occasion, str(error))
                    return
                self._thread = thread
            self._left += 1
            self.idle.clear()
        self._queue.put((body, occasion))

    def _work(self) -> None:
        while True:
            body, occasion = self._queue.get()
            try:
                self._deliver(body, occasion)
            except Exception as error:  # noqa: BLE001 - the next message may get through
                self._given_up(occasion, type(error).__name__)
            with self._lock:
                self._left -= 1
                if not self._left:
                    self.idle.set()

    def _deliver(self, body: bytes, occasion: str) -> None:
        why = ""
        for pause in (0.0, *self._pauses):
            time.sleep(pause)
            why, again = post(self._place, body, self._timeout)
            if not why:
                return
            if not again:
                break
        self._given_up(occasion, why)

    def _given_up(self, occasion: str, why: str) -> None:
        LOG.warning("%s could not be told of the %s: %s", self._place, occasion, why)


class _Unmoved(HTTPRedirectHandler):
    """Follows nobody elsewhere: what is told is for one place alone."""

    def redirect_request(self, *_: object) -> None:
        """Follow nobody."""


def post(place: Place, body: bytes, timeout: float) -> tuple[str, bool]:
    """Post JSON; returns why that failed (empty where it did not), and whether to try again."""
    request = Request(place.url, body, {"Content-Type": "application/json"})  # noqa: S310
    if place.user is not None:
        from base64 import b64encode

        who = b64encode(f"{place.user}:{place.password or ''}".encode()).decode()
        request.add_header("Authorization", f"Basic {who}")
    try:
        with build_opener(_Unmoved).open(request, timeout=timeout):
            return "", False
    except HTTPError as error:
        error.close()
        return f"it answered {error.code}", error.code >= 500 or error.code in _AGAIN
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        return type(reason).__name__, True

"""Signals to this process, at a moment when somebody waits for them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_PLAIN = (signal.SIG_DFL, signal.default_int_handler)


@contextmanager
def signalled(
    number: signal.Signals, after: float, when: Callable[[], object] | None = None, times: int = 1
) -> Iterator[None]:
    """Send a signal `after` seconds from when a run has begun to catch it, and `when` holds.

    Sent earlier, it would end the tests. What is sent several times is sent 0.2 s apart.
    """

    def send() -> None:
        while signal.getsignal(number) in _PLAIN or not (when is None or when()):
            if over.wait(0.01):
                return
        time.sleep(after)
        for again in range(times):
            if again:
                time.sleep(0.2)
            if signal.getsignal(number) not in _PLAIN:
                os.kill(os.getpid(), number)

    over = threading.Event()
    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()

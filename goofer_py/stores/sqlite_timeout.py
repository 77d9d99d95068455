"""How long statements of SQLite may take, which SQLite itself does not limit."""

from __future__ import annotations

import math
import re
import time
from dataclasses import replace

from goofer_py.stores.fault import Fault

SETTING = "PRAGMA goofer_{scope}_timeout = {ms}"
"""What limits the statements after it, of the "session" or "transaction"; it is never sent."""
_SETTING = re.compile(r"PRAGMA goofer_(session|transaction)_timeout = (\d+)")


class Stopwatch:
    """Says of each statement whether it may go on; asked for it while the statement runs."""

    def __init__(self) -> None:
        self.seconds: float | None = None
        self._local = False
        self._end = math.inf
        self._late = False

    def takes(self, statement: str) -> bool:
        """Take the limit that a statement sets; says whether it was one."""
        if found := _SETTING.fullmatch(statement):
            self._local, self.seconds = found[1] == "transaction", int(found[2]) / 1000
        return found is not None

    def ended(self) -> None:
        """Take note that a transaction is over, and its limit with it."""
        if self._local:
            self.seconds, self._local = None, False

    def start(self) -> None:
        """Give the next statement its time."""
        if self.seconds is not None:
            self._end, self._late = time.monotonic() + self.seconds, False

    def stop(self) -> None:
        """Let everything take its time."""
        self._end = math.inf

    def go_on(self) -> int:
        """Return 0 while there is time, else 1, which ends the statement."""
        self._late = time.monotonic() >= self._end
        return int(self._late)

    def explained(self, fault: Fault) -> Fault:
        """Return what failed, which for a statement that was ended is that it took too long."""
        if not self._late:
            return fault
        self._late = False
        said = f"the statement took longer than its timeout of {self.seconds:g} s"
        return replace(fault, message=said, hint="")

"""A table that somebody has just made is known a moment before it can be read."""

from __future__ import annotations

import pytest
from cassandra.protocol import ServerError

from goofer_py.stores.cassandra import session as session_module
from goofer_py.stores.cassandra.session import _opened

UNOPENED = "java.lang.IllegalArgumentException: Unknown CF 730eae80-e620-11f1-b8a9-d55cf3143794"


class Reading:
    """Fails so many times, and then has rows."""

    def __init__(self, times: int, message: str) -> None:
        self.tries = 0
        self._times = times
        self._message = message

    def __call__(self) -> str:
        self.tries += 1
        if self.tries <= self._times:
            raise ServerError(0, self._message, None)
        return "rows"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "_OPENED_SECONDS", 0)


def test_it_is_read_once_it_can_be() -> None:
    reading = Reading(3, UNOPENED)

    assert (_opened(reading), reading.tries) == ("rows", 4)


@pytest.mark.parametrize(
    ("times", "message", "tries"), [(1000, UNOPENED, 51), (1, "java.lang.NullPointerException", 1)]
)
def test_what_does_not_pass_is_told(times: int, message: str, tries: int) -> None:
    reading = Reading(times, message)

    with pytest.raises(ServerError):
        _opened(reading)
    assert reading.tries == tries

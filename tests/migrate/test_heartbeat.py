"""The heartbeat of a lease: what becomes of the connection that it opens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, cast

import pytest

from goofer_py.clock import SystemClock
from goofer_py.errors import ConnectionFailed
from goofer_py.migrate.lease import Lease
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.lease_table import LeaseTable
from goofer_py.migrate.setting import Setting
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session, Store

_SECONDS = 30


class Deaf:
    """A session whose connection is lost as soon as something is asked."""

    def __init__(self, inner: Session) -> None:
        self._inner = inner
        self.over = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def locate(self, table: str) -> NoReturn:
        raise ConnectionFailed("It was lost.", database=table, server="gone")

    def close(self) -> None:
        self.over = True
        self._inner.close()


@pytest.fixture
def store(sqlite_url: str) -> Store:
    return open_store(sqlite_url)


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    session = store.connect()
    yield session
    session.close()


def lease(session: Session, beside: Callable[[], Session], heartbeat: float, ttl: float) -> Lease:
    options = LeaseOptions(ttl=ttl, heartbeat=heartbeat)
    source: Any = None
    return Lease(session, Setting(source, None, SystemClock(), "h", lease=options), beside)


def test_a_connection_on_which_nothing_can_be_asked_is_closed(
    store: Store, session: Session
) -> None:
    opened: list[Deaf] = []
    heard = threading.Event()

    def beside() -> Session:
        if len(opened) < 3:
            opened.append(Deaf(store.connect()))
            return cast("Session", opened[-1])
        heard.set()
        return store.connect()

    with lease(session, beside, 0.05, 60).held():
        assert heard.wait(_SECONDS)
    assert [one.over for one in opened] == [True, True, True]


def test_a_heart_that_gets_its_connection_after_the_run_renews_nothing(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, over = threading.Event(), threading.Event()
    renewed: list[str] = []

    def noted(table: LeaseTable, token: str, ttl: float) -> bool:
        renewed.append(f"{table.table} {token} {ttl}")
        return True

    monkeypatch.setattr(LeaseTable, "renew", noted)

    def beside() -> Session:
        asked.set()
        assert over.wait(_SECONDS)
        return store.connect()

    with lease(session, beside, 0.05, 60).held():
        assert asked.wait(_SECONDS)
        (heart,) = (one for one in threading.enumerate() if one.name == "goofer lease")
    over.set()
    heart.join(_SECONDS)
    assert not heart.is_alive()
    assert renewed == []
    assert LeaseTable(session, "h").look().free


def test_the_connection_of_the_heart_is_there_long_before_it_is_due(
    store: Store, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be had, it is asked for again and again, and why is told in the end."""
    monkeypatch.setattr("goofer_py.migrate.lease._EARLY", 0.05)
    asked = 0
    heard = threading.Event()

    def beside() -> Session:
        nonlocal asked
        asked += 1
        if asked < 3:
            raise ConnectionFailed("Too many clients.", database="h", server="too many")
        heard.set()
        return store.connect()

    mine = lease(session, beside, 600, 900)
    with mine.held():
        assert heard.wait(_SECONDS)
    assert asked == 3
    assert "Too many" not in mine.lost().message


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ConnectionFailed("Too many clients.", database="h", server="too many"),
            "Too many clients.",
        ),
        (RuntimeError("secret"), "RuntimeError"),
    ],
)
def test_whatever_keeps_the_heart_from_its_connection_is_told(
    store: Store, session: Session, error: Exception, told: str
) -> None:
    failed = threading.Semaphore(0)

    def beside() -> Session:
        failed.release()
        raise error

    mine = lease(session, beside, 0.05, 60)
    with mine.held():
        assert all(failed.acquire(timeout=_SECONDS) for _ in range(3))
    assert mine.lost().message.endswith(f"No connection renewed it: {told}")

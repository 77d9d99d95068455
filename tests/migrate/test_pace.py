"""How large batches are, and when they wait for others."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from threading import Thread
from types import SimpleNamespace

import pytest

from goofer_py.events import Event, RunPaused, RunResumed, WatchBlind
from goofer_py.migrate.interruption import Interruption, Stopped
from goofer_py.migrate.pace import Sizes, Throttle
from goofer_py.migrate.pacing import Pacing
from goofer_py.stores.registry import open_store
from goofer_py.stores.vitals import Replica, Unseen


@pytest.mark.parametrize(
    ("size", "took", "then"),
    [
        (None, (), 1000),
        (None, (0.2,), 1000),
        (None, (0.05,), 2000),
        (None, (0.15,), 1333),
        (None, (4.0,), 500),
        (None, (0.001,) * 20, 100_000),
        (None, (60.0,) * 20, 10),
        (70, (0.001, 60.0), 70),
    ],
)
def test_a_batch_is_as_large_as_takes_the_time(
    size: int | None, took: Sequence[float], then: int
) -> None:
    sizes = Sizes(size, 0.2)
    for seconds in took:
        sizes.took(sizes.next, seconds)
    assert sizes.next == then


def test_a_last_batch_that_is_smaller_says_nothing_of_the_next() -> None:
    sizes = Sizes(None, 0.2)
    sizes.took(3, 0.001)
    assert sizes.next == 1000


@dataclass
class Server:
    """What a server says at each look, the last for ever."""

    loads: list[int] = field(default_factory=lambda: [0])
    lags: list[float] = field(default_factory=lambda: [0.0])
    unseen: bool = False
    time: float = 0.0
    events: list[Event] = field(default_factory=list)
    database = "shop"

    def throttle(self, **pacing: float) -> Throttle:
        self.session = SimpleNamespace(vitals=self, database=self.database)
        self.interruption, self.clock = Interruption(), self
        self.observer, self.pacing = self.events.append, Pacing(**pacing)  # type: ignore[arg-type]
        return Throttle(self, self.interruption.check)  # type: ignore[arg-type]

    def busy(self) -> int:
        return self.loads.pop(0) if len(self.loads) > 1 else self.loads[0]

    def replicas(self) -> list[Replica]:
        if self.unseen:
            raise Unseen("1 replica connected", "name it")
        return [Replica("copy", self.lags.pop(0) if len(self.lags) > 1 else self.lags[0])]

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@pytest.mark.parametrize(
    ("server", "pacing", "why"),
    [
        (Server(loads=[3, 60, 51, 50]), {}, ""),
        (Server(loads=[60, 50]), {"load": 50.0}, "60 statements are at work (batch_load is 50)"),
        (Server(lags=[9.0, 12.0]), {}, ""),
        (Server(lags=[12.0, 11.0, 3.0]), {}, "copy is behind by 12.0 s"),
        (Server(lags=[12.0, 3.0]), {"lag": 20.0}, ""),
    ],
)
def test_batches_wait_until_all_is_well(server: Server, pacing: dict[str, float], why: str) -> None:
    server.throttle(**pacing).wait()
    assert [type(one) for one in server.events] == ([RunPaused, RunResumed] if why else [])
    assert [one.why for one in server.events if isinstance(one, RunPaused)] == (
        [why] if why else []
    )
    assert (server.time > 0) == bool(why)


def test_the_usual_load_is_what_there_was_at_the_start() -> None:
    server = Server(loads=[30, 60, 61, 20])
    throttle = server.throttle()
    for _ in range(3):
        throttle.wait()
        server.time += 2
    assert [one.why for one in server.events if isinstance(one, RunPaused)] == [
        "61 statements are at work (batch_load is 60)"
    ]


def test_a_server_is_asked_once_a_second_and_not_for_what_it_does_not_show() -> None:
    server = Server(loads=[0, 90], unseen=True)
    throttle = server.throttle(load=50)
    throttle.wait()
    throttle.wait()
    assert [type(one) for one in server.events] == [WatchBlind]
    server.time += 1
    server.loads = [90, 0]
    throttle.wait()
    assert [type(one) for one in server.events] == [WatchBlind, RunPaused, RunResumed]


def test_what_lasts_for_too_long_ends_the_run() -> None:
    server = Server(lags=[99.0])
    with pytest.raises(Stopped):
        server.throttle(wait=5).wait()
    assert "it was not well for 5 s (batch_wait): copy is behind by" in server.interruption.noted
    assert 5 <= server.time < 8


def test_a_server_tells_how_many_statements_are_at_work(every_database_url: str) -> None:
    with closing(open_store(every_database_url).connect()) as session:
        kind = session.dialect.server
        if kind == "sqlite":
            assert session.vitals.busy() == 0
            return
        sleeping = "SELECT pg_sleep(1.5)" if kind == "postgresql" else "SELECT SLEEP(1.5)"

        def sleep() -> None:
            with closing(open_store(every_database_url).connect()) as other:
                other.query(sleeping)

        thread = Thread(target=sleep)
        thread.start()
        while not session.vitals.busy():
            assert thread.is_alive()
        thread.join()

"""What is passed on to who watches."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest

from goofer_py import Migrator
from goofer_py.errors import UsageError
from goofer_py.events import BatchDone, MigrationErred, RunStarted
from goofer_py.observe.looking import Asked
from goofer_py.observe.standing import Standing
from goofer_py.web.beside import Beside, Late
from goofer_py.web.elsewhere import Elsewhere
from goofer_py.web.live import STREAMS, Full, Live, words
from goofer_py.web.runs import Ran, Runs
from goofer_py.web.states import Line
from tests.servers.postgresql import Server
from tests.web.conftest import Site


def parsed(piece: str) -> tuple[str, Any]:
    """Return the kind and the document of one server-sent event."""
    kind, data = piece.split("\n")
    return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def next_of(stream: AsyncIterator[str]) -> str:
    async with asyncio.timeout(60):
        return await anext(stream)


async def messages(stream: AsyncIterator[str], number: int) -> list[tuple[str, Any]]:
    """Return the next messages of a stream, which come in one piece or in several."""
    found: list[tuple[str, Any]] = []
    while len(found) < number:
        found += map(parsed, (await next_of(stream)).removesuffix("\n\n").split("\n\n"))
    return found


def test_events_of_any_thread_reach_who_watches_that_database() -> None:
    async def watched() -> list[tuple[str, Any]]:
        live = Live()
        stream = live.stream(["one"])
        assert await next_of(stream) == "retry: 2000\n\n"
        tell, other = live.observer("one"), live.observer("two")

        def work() -> None:
            other(RunStarted("two.db", "up", ("9",)))
            tell(RunStarted("one.db", "up", ("1", "2")))
            tell(MigrationErred("one.db", "1", "x", "up", "line\none\n\ndata: forged\u202e"))

        thread = threading.Thread(target=work)
        thread.start()
        found = await messages(stream, 2)
        thread.join()
        return found

    (first, started), (_, erred) = asyncio.run(watched())

    assert first == "event"
    assert started["versions"] == ["1", "2"]
    assert started["db"] == "one"
    assert erred["error"] == "line\none\n\ndata: forged[U+202E]"


def test_who_begins_to_watch_misses_nothing_since_the_page(site: Site) -> None:
    site.databases("one")
    board = site.dashboard().board
    tell = board.live.observer("one")
    for number in range(3):
        tell(RunStarted("one.db", "up", (str(number),)))

    async def begun() -> list[tuple[str, Any]]:
        stream = board.live.stream(["one"], board.known(["one"], events=True))
        await next_of(stream)
        tell(RunStarted("one.db", "up", ("3",)))
        return await messages(stream, 4)

    found = [one for _, one in asyncio.run(begun())]

    assert [one["versions"] for one in found] == [["0"], ["1"], ["2"], ["3"]]
    numbers = [one["n"] for one in found]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("guessed", [10_000, 0, 10])
def test_batches_are_thinned_out_and_the_last_is_told(guessed: int) -> None:
    now = [0.0]
    live = Live(lambda: now[0])
    tell = live.observer("one")

    async def watched() -> list[tuple[str, Any]]:
        stream = live.stream(["one"])
        await next_of(stream)
        tell(RunStarted("one.db", "up", ("1",)))
        for done in range(1, 10_001):
            now[0] += 0.001
            total = done if done == 10_000 else guessed
            tell(BatchDone("one.db", "1", "fill", done, total, float("inf")))
        return await messages(stream, 50)

    _, *told = [one for _, one in asyncio.run(watched())]

    assert 40 <= len(told) <= 60
    assert told[-1]["done"] == 10_000
    # Browsers read no infinity.
    assert told[-1]["rate"] is None
    # Who comes later hears of the beginning, and how far it is by now.
    assert [(one["event"], one.get("done")) for one in live.recent("one")] == [
        ("RunStarted", None),
        ("BatchDone", 10_000),
    ]


def test_streams_end_when_the_server_does() -> None:
    async def ended() -> int:
        live = Live()
        streams = [live.stream(["one"]) for _ in range(3)]
        for one in streams:
            await next_of(one)
        live.close()
        for one in streams:
            with pytest.raises(StopAsyncIteration):
                await next_of(one)
        return len(live.watched)

    assert asyncio.run(ended()) == 0


def test_no_burst_of_readers_has_more_places_than_there_are(site: Site) -> None:
    site.databases("one")
    dashboard = site.dashboard()
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/events",
        "raw_path": b"/events",
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "server": ("127.0.0.1", 8321),
        "headers": [(b"host", b"127.0.0.1:8321")],
    }
    gone, codes = asyncio.Event(), list[int]()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            codes.append(message["status"])

    async def burst() -> None:
        readers = [
            asyncio.create_task(dashboard(dict(scope), receive, send)) for _ in range(STREAMS + 20)
        ]
        async with asyncio.timeout(60):
            while len(codes) < len(readers):
                await asyncio.sleep(0.01)
            gone.set()
            await asyncio.gather(*readers)

    asyncio.run(burst())

    assert (codes.count(200), codes.count(503)) == (STREAMS, 20)
    assert dashboard.board.live.watched == frozenset()


def test_a_place_that_nobody_read_from_is_another_s() -> None:
    async def left() -> None:
        live = Live()
        streams = [live.stream(["one"]) for _ in range(STREAMS)]
        with pytest.raises(Full):
            live.stream(["one"])
        streams[0].leave()
        streams[0].leave()
        live.stream(["one"])
        with pytest.raises(Full):
            live.stream(["one"])

    asyncio.run(left())


def test_databases_are_asked_at_once_what_runs_on_them(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.migrations.table("1", "books")
    site.databases("one", "two")
    board, both, met = site.dashboard().board, threading.Barrier(2), threading.Event()

    def look(_: Elsewhere) -> tuple[()]:
        both.wait(60)
        met.set()
        return ()

    monkeypatch.setattr(Elsewhere, "look", look)
    monkeypatch.setattr("goofer_py.web.board._ROUND", 60.0)

    async def watched() -> None:
        streams = [board.live.stream([name]) for name in board.names]
        board.watch()
        async with asyncio.timeout(60):
            while not met.is_set():
                await asyncio.sleep(0.01)
        for one in streams:
            one.leave()

    with ExitStack() as stack:
        for name in board.names:
            migrator = stack.enter_context(site.migrator(name))
            stack.enter_context(migrator._leases.held(migrator.session, None, None))
        asyncio.run(watched())


def test_a_stream_ends_when_its_reader_may_read_no_more() -> None:
    async def ended() -> frozenset[str]:
        live, may = Live(), [True]
        stream = live.stream(["one"], still=lambda: may[0])
        await next_of(stream)
        live.observer("one")(RunStarted("one.db", "up", ("1",)))
        assert await messages(stream, 1)
        may[0] = False
        live.observer("one")(RunStarted("one.db", "up", ("2",)))
        with pytest.raises(StopAsyncIteration):
            await next_of(stream)
        return live.watched

    assert asyncio.run(ended()) == frozenset()


def test_a_run_for_which_there_is_no_thread_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    runs = Runs(lambda _, __: None)
    ran = Ran("migrate", "somebody", ("1_books",), datetime.now(UTC))
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", no_more)
        assert runs.begin("one", ran, lambda: "done")

    latest = runs.latest("one")
    assert latest is not None
    assert (latest.ok, latest.error) == (False, "Nothing was begun: can't start new thread.")
    assert runs.begin("one", ran, lambda: "done")
    runs.wait()
    latest = runs.latest("one")
    assert latest is not None
    assert latest.said == "done"


def test_a_database_that_hangs_keeps_no_news_of_the_others(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.migrations.table("1", "books")
    site.databases("good", "hung")
    board = site.dashboard().board
    begin = board.looks.begin

    def begun(asked: Asked) -> Future[Standing]:
        if asked.name == "good":
            return begin(asked)
        future: Future[Standing] = Future()
        future.set_running_or_notify_cancel()
        return future

    monkeypatch.setattr(board.looks, "begin", begun)
    monkeypatch.setattr("goofer_py.web.board._ROUND", 0.1)
    monkeypatch.setattr("goofer_py.web.board._BETWEEN", 0.05)

    async def watched() -> list[tuple[str, Any]]:
        stream = board.live.stream(board.names)
        await next_of(stream)
        board.watch()
        found = await messages(stream, 1)
        with site.migrator("good") as migrator:
            await asyncio.to_thread(migrator.up)
        return [*found, *await messages(stream, 1)]

    found = asyncio.run(watched())

    assert [(one["name"], one["kind"]) for _, one in found] == [
        ("good", "pending"),
        ("good", "ready"),
    ]


def test_how_databases_stand_is_told_while_somebody_watches(site: Site) -> None:
    site.migrations.table("1", "books")
    site.databases("one", "two")
    board = site.dashboard().board

    async def watched() -> list[Any]:
        stream = board.live.stream(board.names)
        await next_of(stream)
        board.watch()
        first = await messages(stream, 2)
        with site.migrator("two") as migrator:
            await asyncio.to_thread(migrator.up)
        return [*first, *await messages(stream, 1)]

    *first, (kind, last) = asyncio.run(watched())

    assert {one["name"]: one["kind"] for _, one in first} == {"one": "pending", "two": "pending"}
    assert (kind, last["name"], last["kind"]) == ("state", "two", "ready")


def test_what_a_run_that_was_begun_elsewhere_waits_for_is_told(
    site: Site, postgresql_server: Server
) -> None:
    site.migrations.table("1", "books")
    site.migrations.add("2_more", "ALTER TABLE books ADD y int;")
    with postgresql_server.database() as url:
        (site.path / "goofer.toml").write_text(f'[databases.one]\nurl = "{url}"\n')
        board = site.dashboard().board
        with Migrator(url, site.migrations.path) as migrator:
            migrator.up(steps=1)

        def run() -> None:
            with Migrator(url, site.migrations.path) as elsewhere:
                elsewhere.up()

        async def watched() -> Any:
            stream = board.live.stream(["one"])
            await next_of(stream)
            board.watch()
            while True:
                for kind, one in await messages(stream, 1):
                    if kind == "event" and one["event"] == "StatementBlocked":
                        return one

        with Migrator(url, site.migrations.path) as other:
            other.session.execute("BEGIN")
            other.session.execute("LOCK TABLE books")
            thread = threading.Thread(target=run)
            thread.start()
            told = asyncio.run(watched())
            other.session.execute("COMMIT")
        thread.join()

    assert "books (AccessExclusiveLock), which is held up by process" in told["text"]
    assert told["by"][0]["query"].startswith("LOCK TABLE books")


def test_a_database_that_hangs_takes_no_more_than_its_threads() -> None:
    async def hung() -> list[str]:
        beside, end, said = Beside(most=2), threading.Event(), []
        for _ in range(3):
            try:
                await beside.ask("one", end.wait, 0.02)
            except (Late, UsageError) as error:
                said.append(type(error).__name__)
        assert await beside.ask("two", lambda: 5, 5) == 5
        end.set()
        return said

    assert asyncio.run(hung()) == [Late.__name__, Late.__name__, "UsageError"]


def test_what_cannot_be_told_of_a_run_elsewhere_ends_no_watch(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def look(_: Elsewhere) -> None:
        asked.append(1)
        raise KeyError("unexpected")

    monkeypatch.setattr(Elsewhere, "look", look)
    site.databases("one")
    board = site.dashboard().board
    board._lines["one"] = Line("one", "one.db", "running", "at work")
    asyncio.run(board._see("one"))
    assert asked == [1]


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [
        (5, 10, "1 fill: 5 of 10 rows, 1 rows/s, about 5.0 s left"),
        (5, 0, "1 fill: 5 rows, 1 rows/s"),
        (12, 10, "1 fill: 12 rows, 1 rows/s"),
    ],
)
def test_a_batch_says_no_total_that_is_none(done: int, total: int, said: str) -> None:
    assert words(BatchDone("one.db", "1", "fill", done, total, 1.0)) == said

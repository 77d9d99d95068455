"""Tasks of the server's, on a real OpenSearch: waited for, told, and cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast

import pytest

from goofer_py.dialects.statement import Statement
from goofer_py.errors import LockLost, MigrationFailed, StatementFailed
from goofer_py.events import Event, OrphanSeen
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.search.calls import Call, read
from goofer_py.stores.search.helpers import SearchHelpers
from goofer_py.stores.search.session import SearchSession
from goofer_py.stores.search.tasks import Task, cancel, mark_of, running
from tests.servers.search import SearchServer


def test_calls_that_take_long_are_waited_for(opensearch_server: SearchServer) -> None:
    space = opensearch_server.space()
    session: Any = open_store(opensearch_server.url(space)).connect()
    SearchHelpers(session, None).put_pipeline(space, [{"set": {"field": "m", "value": 1}}])
    one, other = f"{space}_one", f"{space}_other"
    session.run(f"""
        {{"method": "PUT", "path": "/{one}/_doc/1?refresh=true", "body": {{"n": "one"}}}}
        {{"method": "POST", "path": "/_reindex?refresh=true", "body": {{
            "source": {{"index": "{one}"}}, "dest": {{"index": "{other}", "pipeline": "{space}"}}
        }}}}
        """)
    assert session.call("GET", f"/{other}/_doc/1").told["_source"] == {"n": "one", "m": 1}
    session.call("PUT", f"/{one}2", {"mappings": {"dynamic": "strict"}})
    failing = f"""{{"method": "POST", "path": "/_reindex", "body": {{
        "source": {{"index": "{one}"}}, "dest": {{"index": "{one}2"}}}}}}"""
    with pytest.raises(StatementFailed, match="strict_dynamic_mapping_exception"):
        session.run(failing)
    missing = failing.replace(one, f"{space}_nowhere", 1)
    with pytest.raises(StatementFailed, match="no such index"):
        session.run(missing)
    for _ in range(2):
        SearchHelpers(session, None).delete_pipeline(space)
    session.call("DELETE", f"/{space}*")
    session.close()


SLOW = "?requests_per_second=2&refresh=true"


@pytest.fixture
def slow(opensearch_server: SearchServer, tmp_path: Path) -> Iterator[Slow]:
    slow = Slow(opensearch_server, tmp_path)
    yield slow
    slow.session.call("DELETE", f"/{slow.space}*?expand_wildcards=all")
    slow.session.close()


class Slow:
    """A migration that copies for a minute, of which one second is waited for."""

    def __init__(self, server: SearchServer, folder: Path) -> None:
        self.space = server.space()
        self.url = server.url(self.space)
        self.folder = folder
        self.session = cast("Any", open_store(self.url).connect())
        self.events: list[Event] = []
        body = [line for n in range(120) for line in ({"index": {"_id": str(n)}}, {"n": n})]
        self.session.call("POST", f"/{self.space}a/_bulk?refresh=true", body)
        into = {"source": {"index": f"{self.space}a", "size": 1}, "dest": {"index": self.into}}
        call = {"method": "POST", "path": f"/_reindex{SLOW}", "body": into}
        (folder / "1_a.up.search.json").write_text(json.dumps(call))
        (folder / "1_a.down.search.json").write_text("")

    @property
    def into(self) -> str:
        return f"{self.space}b"

    def migrator(self, orphans: Literal["wait", "end"]) -> Migrator:
        lease = LeaseOptions(ttl=5, heartbeat=1, tries=3, pause=0.2, orphans=orphans)
        return Migrator(self.url, self.folder, lease=lease, observer=self.events.append)

    def cut_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Run it, and leave the task alone as soon as it is looked after."""

        def left(session: Any, id_: str) -> Any:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(SearchSession, "task", left)
            with pytest.raises((KeyboardInterrupt, MigrationFailed)), self.migrator("wait") as one:
                one.up()

    def tasks(self) -> list[Task]:
        return [one for one in running(self.session) if one.copies(f"{self.space}a", self.into)]


def test_a_task_of_a_run_that_was_ended_is_told_and_waited_for(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow.cut_off(monkeypatch)
    (task,) = slow.tasks()
    with slow.migrator("wait") as migrator, pytest.raises(LockLost, match="still works") as error:
        migrator.up()
    assert f"task {task.id} (reindex from [{slow.space}a]" in error.value.message
    assert "--end-orphans" in str(error.value.hint)
    assert [one for one in slow.events if isinstance(one, OrphanSeen)]
    assert [one.id for one in slow.tasks()] == [task.id]
    cancel(slow.session, task.id)
    cancel(slow.session, task.id)


def test_a_task_of_a_run_that_was_ended_is_cancelled_where_that_is_wanted(
    slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow.cut_off(monkeypatch)
    assert slow.tasks()
    with slow.migrator("end") as migrator:
        monkeypatch.setattr(
            Call, "as_task", lambda call: Call(call.method, call.path + QUICK, call.body)
        )
        migrator.up()
    assert slow.tasks() == []
    assert slow.session.call("GET", f"/{slow.into}/_count").told["count"] == 120


QUICK = "?wait_for_completion=false&refresh=true"


def test_tasks_are_told_by_the_session_that_began_them(slow: Slow) -> None:
    other: Any = open_store(slow.url).connect()
    text = (slow.folder / "1_a.up.search.json").read_text()
    statement = Statement(text, 1, 1, 0)
    task = read(text).as_task()
    assert task is not None
    other.send(task, mark_of(other.mark, text))
    others = slow.session.others
    (found,) = others.left_at_work(f"gone {other.mark}", "goofer_history")
    assert others.running(statement) == [found]
    assert others.there(other.mark)
    assert not others.left_at_work("gone", "goofer_history")
    assert not others.running(Statement(f"{text} ", 1, 1, 0))
    others.end(found.id)
    assert not others.there(other.mark)
    other.close()


def test_a_copy_that_failed_is_made_again_once_it_can_be(slow: Slow) -> None:
    """A run does not believe for ever what a task of an earlier one came to."""
    strict = {"mappings": {"dynamic": "strict"}}
    slow.session.call("PUT", f"/{slow.into}", strict)

    class Copies:
        transaction = False

        def up(self, context: Any) -> None:
            context.helpers.reindex(f"{slow.space}a", slow.into, pause=0.01)

        def down(self, context: Any) -> None: ...

    folder = slow.folder / "other"
    folder.mkdir()
    with Migrator(slow.url, folder) as migrator:
        migrator.register_custom_migration("1", Copies())
        with pytest.raises(MigrationFailed, match="strict_dynamic_mapping_exception"):
            migrator.up()
        slow.session.call("PUT", f"/{slow.into}/_mapping", {"properties": {"n": {"type": "long"}}})
        migrator.up()
    assert slow.session.call("GET", f"/{slow.into}/_count").told["count"] == 120

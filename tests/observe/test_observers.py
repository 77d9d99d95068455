"""Several observers as one, and the journal."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from threading import Thread

import pytest

from goofer_py.errors import MigrationFailed
from goofer_py.events import (
    Event,
    LeaseAwaited,
    MigrationErred,
    MigrationFinished,
    RunFailed,
    RunSucceeded,
)
from goofer_py.migrate.migrator import Migrator
from goofer_py.observe.document import document
from goofer_py.observe.journal import Journal
from goofer_py.observe.observers import Observers
from tests.migrate.conftest import Folder


class Broken:
    """Raises at the first thing that it is told."""

    asked = 0

    def __call__(self, _: Event) -> None:
        self.asked += 1
        raise RuntimeError("postgresql://app:word@db")


def test_one_that_raises_keeps_nobody_from_anything(
    sqlite_url: str, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.table("1", "a")
    broken, told = Broken(), list[Event]()
    observer = Observers(broken, None, told.append)
    with Migrator(sqlite_url, folder.path, observer=observer) as migrator:
        migrator.up()

    assert broken.asked == 1
    assert isinstance(told[-1], RunSucceeded)
    assert caplog.messages == ["Broken raised RuntimeError and is told nothing more"]


def test_each_call_ends_with_what_came_of_it(every_database_url: str, folder: Folder) -> None:
    told: list[Event] = []
    with Migrator(every_database_url, folder.path, observer=told.append) as migrator:
        name = migrator.database
        for version in ("1", "2", "3"):
            folder.table(version, f"t{version}")
        migrator.up(steps=2)
        migrator.down()
        migrator.up_to("1")
        folder.add("4_d", "SELEC;")
        with pytest.raises(MigrationFailed):
            migrator.up()

    ends = [event for event in told if isinstance(event, RunSucceeded | RunFailed)]
    assert [
        (one.direction, one.versions, one.current, one.pending)
        for one in ends
        if isinstance(one, RunSucceeded)
    ] == [("up", ("1", "2"), "2", 1), ("down", ("2",), "1", 2), ("up", (), "1", 2)]
    assert isinstance(ends[-1], RunFailed)
    assert (ends[-1].database, ends[-1].code) == (name, "MigrationFailed")
    assert told[-1] is ends[-1]


def test_what_was_refused_before_it_began_is_told_too(sqlite_url: str, folder: Folder) -> None:
    told: list[Event] = []
    folder.add("1_a", "SELECT 1")
    folder.add("01_b", "SELECT 1")
    migrator = Migrator(sqlite_url, folder.path, observer=told.append)
    with migrator, pytest.raises(Exception, match="1_a"):
        migrator.up()

    (event,) = told
    assert isinstance(event, RunFailed)
    assert event.code == "FileError"


def test_a_journal_says_of_each_migration_what_became_of_it(
    sqlite_url: str, folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder.table("1", "a")
    folder.add("2_b", "SELEC;")
    journal = Journal()
    with Migrator(sqlite_url, folder.path, observer=journal) as migrator:
        with pytest.raises(MigrationFailed):
            migrator.up()
        assert [entry.name for entry in journal.entries] == ["a", "b"]
        assert [entry.version for entry in journal.failed] == ["2"]
        assert (journal.entries[0].duration or 0) > 0
        assert "SELEC" in journal.failed[0].error
        where = migrator.database

    said = [record.getMessage() for record in caplog.records]
    assert said[0] == f"{where}: 2 migrations up"
    assert f"{where}: running 2/2: 2_b" in said
    assert said[-1] == f"{where}: failed with MigrationFailed"


@pytest.mark.parametrize(
    ("event", "fields"),
    [
        (
            MigrationFinished("db", "1", "a", "up", 2, 0.5),
            {"database": "db", "version": "1", "name": "a", "direction": "up"}
            | {"statements": 2, "duration": 0.5},
        ),
        (
            LeaseAwaited("db", "me", datetime(2026, 1, 2, tzinfo=UTC)),
            {"database": "db", "holder": "me", "since": "2026-01-02T00:00:00+00:00"},
        ),
    ],
)
def test_events_are_plain_values(event: Event, fields: dict[str, object]) -> None:
    found = document(event)
    assert json.loads(json.dumps(found)) == {"event": type(event).__name__, **fields}


def test_a_kind_of_observer_made_from_another_is_told_by_its_own_way() -> None:
    class Shouting(Journal):
        said = ""

        def __call__(self, event: Event, /) -> None:
            self.said += type(event).__name__
            super().__call__(event)

    shouting = Shouting()
    Observers(shouting)(MigrationFinished("db", "1", "a", "up", 2, 0.5))

    assert shouting.said == "MigrationFinished"
    assert [entry.title for entry in shouting.entries] == ["1_a"]


def test_entries_are_those_of_all_threads_and_stay_as_they_were_read() -> None:
    journal = Journal()
    journal(MigrationFinished("db", "1", "a", "up", 2, 0.5))
    first = journal.entries
    threads = [
        Thread(target=journal, args=(MigrationErred("other", str(number), "b", "up", "locked"),))
        for number in range(2, 10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert journal.entries is first
    assert [(one.version, one.ok) for one in first[:1]] == [("1", True)]
    assert {one.version for one in journal.failed} == set("23456789")

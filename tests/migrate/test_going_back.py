"""Going back to a moment, and to before the last run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from goofer_py.errors import UsageError
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, tables

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


class Hours:
    """A clock on which every run begins an hour after the one before."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Hours:
    return Hours()


@pytest.fixture
def migrator(every_database_url: str, folder: Folder, clock: Hours) -> Iterator[Migrator]:
    """Give a migrator after three runs: 1 and 3 at noon, then 2, and 4 and 5 two hours later."""
    with Migrator(every_database_url, folder.path, clock=clock) as migrator:
        folder.table("1", "a")
        folder.table("3", "c")
        migrator.up()
        clock.time += timedelta(hours=1)
        folder.table("2", "b")
        migrator.up(allow_out_of_order=True)
        clock.time += timedelta(hours=1)
        folder.table("4", "d")
        folder.table("5", "e")
        migrator.up()
        yield migrator


def test_the_last_run_is_reverted_and_then_the_one_before_it(migrator: Migrator) -> None:
    assert migrator.plan_last_run().versions == ("5", "4")
    assert migrator.down_last_run().versions == ("5", "4")
    assert tables(migrator) == ["a", "b", "c"]

    # It came later than 3, whatever its number.
    assert migrator.down_last_run().versions == ("2",)
    assert migrator.down_last_run().versions == ("3", "1")
    assert migrator.down_last_run().versions == ()
    assert tables(migrator) == []


def test_what_was_reverted_and_applied_again_is_of_the_later_run(migrator: Migrator) -> None:
    migrator.run_migration("1", "down")
    migrator.run_migration("1", "up")

    assert migrator.down_last_run().versions == ("1",)
    assert migrator.down_last_run().versions == ("5", "4")


@pytest.mark.parametrize(
    ("moment", "reverted"),
    [
        (NOON + timedelta(hours=2, minutes=1), ()),
        (NOON + timedelta(hours=2), ("5", "4")),
        (NOON + timedelta(hours=1, minutes=59), ("5", "4")),
        (NOON + timedelta(minutes=59), ("5", "4", "2")),
        (NOON - timedelta(microseconds=1), ("5", "4", "2", "3", "1")),
        # The same as 12:59 in UTC, and as 13:59 in UTC without saying so.
        (datetime(2026, 1, 31, 14, 59, tzinfo=timezone(timedelta(hours=2))), ("5", "4", "2")),
        (datetime(2026, 1, 31, 13, 59), ("5", "4")),  # noqa: DTZ001 - that is what is tried
    ],
)
def test_a_moment_tells_what_was_not_there_yet(
    migrator: Migrator, moment: datetime, reverted: tuple[str, ...]
) -> None:
    assert migrator.plan_before(moment).versions == reverted
    assert migrator.down_before(moment).versions == reverted
    assert {one.version for one in migrator.applied_migrations()} == {*"12345"} - {*reverted}


def test_what_still_ran_at_a_moment_was_not_there_yet(folder: Folder) -> None:
    class Slow(Hours):
        def monotonic(self) -> float:
            self.seconds = getattr(self, "seconds", 0.0) + 30.0
            return self.seconds

    folder.add("1_a", "-- goofer: no-transaction\nCREATE TABLE a (x int);")
    with Migrator("sqlite://", folder.path, clock=Slow()) as migrator:
        migrator.up()
        (one,) = migrator.applied_migrations()
        assert one.duration == 30.0 * round((one.duration or 0) / 30.0) != 0
        assert migrator.plan_before(one.started_at + timedelta(seconds=1)).versions == ("1",)
        assert migrator.plan_before(one.finished_at + timedelta(seconds=1)).versions == ()


def test_all_records_of_a_run_have_its_number(migrator: Migrator) -> None:
    runs: dict[int, list[str]] = {}
    for record in migrator.history():
        runs.setdefault(record.run, []).append(record.version)

    assert [sorted(set(versions)) for versions in runs.values()] == [["1", "3"], ["2"], ["4", "5"]]
    assert all(run == min(r.id for r in migrator.history() if r.run == run) for run in runs)


def test_what_a_squashed_migration_stands_for_has_no_moment_of_its_own(folder: Folder) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    with Migrator("sqlite://", folder.path) as migrator:
        migrator.up()
        for title in ("1_a", "2_b"):
            folder.remove(title)
        folder.add("2_both", "-- goofer: replaces 1, 2\nSELECT 1;", "DROP TABLE b;\nDROP TABLE a;")
        folder.table("3", "c")
        migrator.up()
        assert migrator.down_last_run().versions == ("3",)

        with pytest.raises(UsageError, match="2_both was recorded without being run"):
            migrator.down_last_run()
        assert tables(migrator) == ["a", "b"]

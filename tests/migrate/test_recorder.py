"""A database that is there already, and what was done by hand: recorded without being run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goofer_py.errors import DirtyOrDrifted, UnknownVersion, UsageError
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, failure, tables

HALF = "-- goofer: no-transaction\nCREATE TABLE b (x int);\nINSERT INTO nowhere VALUES (1);\n"


@pytest.fixture
def three(folder: Folder) -> Folder:
    for version, name in (("1", "a"), ("2", "b"), ("3", "c")):
        folder.table(version, name)
    return folder


@pytest.fixture
def there(migrator: Migrator, three: Folder) -> Migrator:
    """Give a database that somebody else has made two of the three tables in."""
    migrator.session.run("CREATE TABLE a (x int); CREATE TABLE b (x int);")
    return migrator


def test_a_baseline_runs_nothing_and_the_rest_is_pending(there: Migrator) -> None:
    done = there.baseline("2")

    assert (done.version, dict(done.migrations), done.already) == ("2", {"1": "a", "2": "b"}, False)
    assert there.up().versions == ("3",)
    assert tables(there) == ["a", "b", "c"]
    assert there.session.query("SELECT count(*) FROM a") == [(0,)]


def test_status_and_history_tell_a_baseline(there: Migrator) -> None:
    there.baseline("02")

    states = {entry.version: entry.state for entry in there.status().entries()}
    assert states == {"1": "baseline", "2": "baseline", "3": "pending"}
    assert [(one.version, one.status, one.error) for one in there.history()] == [
        ("1", "done", "counts as applied: baseline"),
        ("2", "done", "counts as applied: baseline"),
    ]
    assert there.changed_migrations() == []


def test_a_dry_run_of_a_baseline_changes_nothing(there: Migrator) -> None:
    assert dict(there.baseline("latest", dry_run=True).migrations) == {"1": "a", "2": "b", "3": "c"}
    assert there.history() == []
    assert there.session.locate("goofer_history") is None


def test_the_same_baseline_again_adds_nothing(there: Migrator) -> None:
    there.baseline("2")
    before = there.history()
    assert there.baseline("2").already
    assert there.history() == before


def test_a_baseline_is_refused_where_migrations_are_applied(
    migrator: Migrator, three: Folder
) -> None:
    migrator.up(steps=1)
    for dry_run in (True, False):
        with pytest.raises(UsageError, match="has a history already: applied are 1_a"):
            migrator.baseline("2", dry_run=dry_run)
    assert migrator.up().versions == ("2", "3")


def test_a_baseline_is_refused_where_one_stopped_halfway(
    migrator: Migrator, folder: Folder
) -> None:
    folder.add("2_b", HALF)
    failure(migrator.up)
    with pytest.raises(UsageError, match="a migration stopped halfway"):
        migrator.baseline()


def test_a_history_in_which_everything_went_down_again_takes_a_baseline(
    migrator: Migrator, three: Folder
) -> None:
    migrator.up()
    migrator.down_to("zero")
    assert len(migrator.baseline().migrations) == 3


def test_a_baseline_needs_a_version_that_there_is(there: Migrator, folder: Folder) -> None:
    with pytest.raises(UnknownVersion):
        there.baseline("7")
    for title in ("1_a", "2_b", "3_c"):
        folder.remove(title)
    with pytest.raises(UsageError, match="There are no migrations yet"):
        there.baseline()


def test_a_baseline_of_no_database_is_refused_and_makes_none(
    sqlite_url: str, three: Folder
) -> None:
    with Migrator(sqlite_url, three.path) as migrator:
        with pytest.raises(UsageError, match="There is no database yet"):
            migrator.baseline()
        assert migrator.history() == []


def test_what_is_for_another_environment_is_not_in_the_baseline(
    every_database_url: str, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "-- goofer: environments staging\nCREATE TABLE b (x int);")
    with Migrator(every_database_url, folder.path, settings={"environment": "test"}) as migrator:
        migrator.session.run("CREATE TABLE a (x int)")
        assert dict(migrator.baseline().migrations) == {"1": "a"}
        assert list(migrator.status().skipped) == ["2"]


def test_nothing_leads_back_below_the_baseline(there: Migrator) -> None:
    there.baseline("2")
    there.up()
    with pytest.raises(UsageError, match="In the baseline: 1_a, 2_b") as error:
        there.down_to("zero")
    assert error.value.hint
    assert "goofer rollback --fake" in error.value.hint
    assert there.down().versions == ("3",)
    goes: list[Callable[[], object]] = [
        there.down,
        there.redo,
        lambda: there.run_migration("2", "down"),
    ]
    for go in goes:
        with pytest.raises(UsageError, match="In the baseline: 2_b"):
            go()
    assert tables(there) == ["a", "b"]


def test_a_baseline_is_taken_back_without_running_anything(there: Migrator) -> None:
    there.baseline("2")
    result = there.fake("zero", down=True)
    assert (result.versions, result.faked, result.current) == (("2", "1"), True, None)
    assert tables(there) == ["a", "b"]
    assert there.status().baseline == frozenset()
    assert list(there.status().pending) == ["1", "2", "3"]


def test_what_ran_after_a_baseline_was_taken_back_goes_down_by_its_script(
    there: Migrator,
) -> None:
    there.baseline("2")
    there.fake("zero", down=True)
    there.session.run("DROP TABLE a; DROP TABLE b;")
    there.up()
    there.down_to("zero")
    assert tables(there) == []


def test_what_is_faked_is_recorded_and_not_run(there: Migrator) -> None:
    result = there.fake("2")
    assert (result.versions, result.direction, result.faked) == (("1", "2"), "up", True)
    assert {one.error for one in there.history()} == {"recorded without running"}
    assert there.up().versions == ("3",)


def test_what_is_faked_goes_down_by_its_script(there: Migrator) -> None:
    there.fake("2")
    there.down_to("zero")
    assert tables(there) == []


def test_a_faked_way_back_leaves_everything_there(migrator: Migrator, three: Folder) -> None:
    migrator.up()
    assert migrator.fake("-2", down=True).versions == ("3", "2")
    assert tables(migrator) == ["a", "b", "c"]
    assert migrator.current_version() == "1"
    assert migrator.fake("2", down=True).versions == ()


def test_what_keeps_a_run_from_starting_keeps_it_from_being_faked(
    migrator: Migrator, three: Folder
) -> None:
    migrator.run_migration("2")
    with pytest.raises(DirtyOrDrifted, match="Out of order: 1_a"):
        migrator.fake()
    assert migrator.fake(allow_out_of_order=True).versions == ("1", "3")


def test_one_that_stopped_halfway_is_faked_as_done(migrator: Migrator, folder: Folder) -> None:
    folder.add("2_b", HALF, "DROP TABLE b")
    failure(migrator.up)
    migrator.fake()
    assert (migrator.status().dirty, migrator.current_version()) == (None, "2")


def test_all_of_a_baseline_is_recorded_or_nothing(there: Migrator) -> None:
    there.init()
    history = there.session.quoted("goofer_history")
    # Where the second record would come, somebody else has written one.
    there.session.execute(
        f"INSERT INTO {history} SELECT 2, 1, '9', 'z', 'down', 'done', '2026-01-01 00:00:00',"
        " 0, NULL, 0, 0, '', '', '', 2, NULL, NULL, NULL, NULL, NULL"
    )
    there.session.execute(f"UPDATE {history} SET id = 2")
    from goofer_py.migrate.recorder import recorder

    books = recorder(there.session, there._setting)
    books._history.last_id = 0
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        books.baseline("2")
    assert [one.id for one in there.history()] == [2]

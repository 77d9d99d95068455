"""What the Migrator does on every database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goofer_py.clock import SystemClock
from goofer_py.errors import DirtyOrDrifted, FileError, UnknownVersion, UsageError
from goofer_py.events import (
    Event,
    MigrationErred,
    MigrationFinished,
    MigrationStarted,
    RunFailed,
    RunFinished,
    RunStarted,
    RunSucceeded,
)
from goofer_py.migrate.context import Context
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.record import Record
from goofer_py.migrate.sources import DirectorySource
from tests.migrate.conftest import Folder, failure, tables


def done(migrator: Migrator) -> list[Record]:
    """Return what came to its end; where DDL commits, there are records of each statement too."""
    return [record for record in migrator.history() if record.status == "done"]


@pytest.fixture
def three(folder: Folder) -> Folder:
    for version, name in enumerate("abc", 1):
        folder.table(str(version), name)
    return folder


def test_up_applies_what_is_pending_in_its_order(migrator: Migrator, three: Folder) -> None:
    result = migrator.up()

    assert tables(migrator) == ["a", "b", "c"]
    assert (result.versions, result.direction, result.current) == (("1", "2", "3"), "up", "3")
    assert (result.statements, result.migrations[0].statements) == (6, 2)
    assert all(migration.duration > 0 for migration in result.migrations)
    assert result.duration >= sum(migration.duration for migration in result.migrations)


def test_up_twice_does_nothing_more(migrator: Migrator, three: Folder) -> None:
    migrator.up()

    assert len(migrator.up()) == 0
    assert len(done(migrator)) == 3


def test_up_takes_steps(migrator: Migrator, three: Folder) -> None:
    assert migrator.up(steps=2).versions == ("1", "2")
    assert migrator.up(steps=0).versions == ()
    assert migrator.up(steps=9).versions == ("3",)


def test_up_to_and_down_to_stop_at_a_version(migrator: Migrator, three: Folder) -> None:
    assert migrator.up_to("2").versions == ("1", "2")
    assert migrator.up_to("2").versions == ()
    assert migrator.down_to("1").versions == ("2",)
    assert tables(migrator) == ["a"]
    assert migrator.down_to("zero").current is None
    assert tables(migrator) == []


def test_down_reverts_the_newest_first(migrator: Migrator, three: Folder) -> None:
    migrator.up()

    assert migrator.down().versions == ("3",)
    assert migrator.down(2).versions == ("2", "1")
    assert migrator.down().versions == ()
    assert tables(migrator) == []


def test_everything_can_go_up_again(migrator: Migrator, three: Folder) -> None:
    migrator.up()
    migrator.down_to("zero")
    migrator.up()

    assert tables(migrator) == ["a", "b", "c"]
    assert [record.direction for record in done(migrator)] == ["up"] * 3 + ["down"] * 3 + ["up"] * 3


def test_redo_runs_the_newest_again(migrator: Migrator, three: Folder) -> None:
    migrator.up()
    three.add("3_c", "CREATE TABLE d (x int)", "DROP TABLE d")
    (three.path / "3_c.down.sql").write_text("DROP TABLE c")

    result = migrator.redo()

    assert [(m.version, m.direction) for m in result.migrations] == [("3", "down"), ("3", "up")]
    assert tables(migrator) == ["a", "b", "d"]


def test_redo_needs_something_to_run_again(migrator: Migrator, three: Folder) -> None:
    with pytest.raises(UsageError):
        migrator.redo()


def test_a_target_leads_up_or_down(migrator: Migrator, three: Folder) -> None:
    assert migrator.migrate_to("+1").current == "1"
    assert migrator.migrate_to("latest").current == "3"
    assert migrator.migrate_to("2").current == "2"
    assert migrator.migrate_to("-1").current == "1"
    assert migrator.migrate_to("zero").current is None


@pytest.mark.parametrize("method", ["up_to", "down_to", "migrate_to", "run_migration", "plan"])
def test_an_unknown_version_is_refused_before_anything_runs(
    migrator: Migrator, three: Folder, method: str
) -> None:
    with pytest.raises(UnknownVersion, match="version 9"):
        getattr(migrator, method)("9")

    assert tables(migrator) == []
    assert migrator.history() == []


def test_one_migration_can_be_run(migrator: Migrator, three: Folder) -> None:
    assert migrator.run_migration("2").versions == ("2",)
    assert migrator.run_migration("1").versions == ("1",)
    assert migrator.run_migration("1", "down").versions == ("1",)
    assert tables(migrator) == ["b"]
    with pytest.raises(UsageError, match="applied already"):
        migrator.run_migration("2")
    with pytest.raises(UsageError, match="not applied"):
        migrator.run_migration("3", "down")


def test_versions_can_be_asked_for(migrator: Migrator, three: Folder) -> None:
    assert (migrator.current_version(), migrator.previous_version()) == (None, None)
    migrator.up(steps=2)

    assert (migrator.current_version(), migrator.previous_version()) == ("2", "1")
    assert migrator.previous_version("1") is None
    assert [m.title for m in migrator.pending_migrations()] == ["3_c"]
    assert migrator.known_versions() == ["1", "2", "3"]


def test_applied_migrations_come_with_their_records(migrator: Migrator, three: Folder) -> None:
    before = datetime.now(UTC)
    migrator.up()
    migrator.down()

    applied = migrator.applied_migrations()

    assert [(m.version, m.name, m.statements) for m in applied] == [("1", "a", 2), ("2", "b", 2)]
    assert all(before <= m.started_at <= datetime.now(UTC) for m in applied)
    assert all(m.checksum and m.user and m.host and m.duration is not None for m in applied)


def test_status_tells_how_things_stand(migrator: Migrator, three: Folder) -> None:
    migrator.up_to("2")
    three.remove("1_a")
    three.table("0001", "d")
    three.remove("0001_d")
    three.table("0", "e")

    status = migrator.status()

    assert (status.current, dict(status.applied)) == ("2", {"1": "a", "2": "b"})
    assert dict(status.pending) == {"0": "e", "3": "c"}
    assert dict(status.missing) == {"1": "a"}
    assert status.out_of_order == ("0",)
    assert [(entry.version, entry.state) for entry in status.entries()] == [
        ("0", "out of order"),
        ("1", "missing"),
        ("2", "applied"),
        ("3", "pending"),
    ]


def test_looking_changes_nothing(migrator: Migrator, three: Folder, tmp_path: Path) -> None:
    migrator.status()
    migrator.plan()
    assert migrator.history() == []
    assert migrator.applied_migrations() == []
    migrator.pending_migrations()
    migrator.current_version()
    migrator.changed_migrations()
    migrator.down()

    assert not (tmp_path / "test.db").exists()
    assert migrator.session.locate("goofer_history") is None


def test_init_makes_the_history_and_may_be_called_again(migrator: Migrator) -> None:
    migrator.init()
    migrator.init()

    assert migrator.session.locate("goofer_history") is not None
    assert migrator.history() == []


def test_a_plan_says_what_would_run(migrator: Migrator, three: Folder) -> None:
    migrator.up(steps=1)

    plan = migrator.plan()
    down = migrator.plan("zero")

    assert (plan.direction, plan.current, plan.target) == ("up", "1", "3")
    assert [m.version for m in plan.migrations] == ["2", "3"]
    assert plan.migrations[0].text == (three.path / "2_b.up.sql").read_text()
    assert [(m.version, m.direction) for m in down.migrations] == [("1", "down")]
    assert migrator.plan_down("1").versions == ()
    assert tables(migrator) == ["a"]


def test_what_is_out_of_order_is_refused_by_name(migrator: Migrator, three: Folder) -> None:
    migrator.run_migration("2")

    with pytest.raises(DirtyOrDrifted, match="1_a is older than 2") as error:
        migrator.up()
    assert "--allow-out-of-order" in (error.value.hint or "")
    with pytest.raises(DirtyOrDrifted):
        migrator.plan()
    assert tables(migrator) == ["b"]

    assert migrator.up(allow_out_of_order=True).versions == ("1", "3")


def test_an_applied_file_that_changed_is_refused_by_name(migrator: Migrator, three: Folder) -> None:
    migrator.up(steps=2)
    text = (three.path / "1_a.up.sql").read_text()
    three.add("1_a", f"{text}INSERT INTO a VALUES (2);", "DROP TABLE a")

    assert [m.version for m in migrator.changed_migrations()] == ["1"]
    with pytest.raises(DirtyOrDrifted, match=r"Changed since they were applied: 1_a\."):
        migrator.up()
    assert migrator.up(allow_changed=True).versions == ("3",)
    assert migrator.up().versions == (), "nothing is pending, so nothing is in the way"


def test_a_file_that_only_looks_different_has_not_changed(
    migrator: Migrator, three: Folder
) -> None:
    migrator.up(steps=1)
    text = (three.path / "1_a.up.sql").read_text()
    three.add("1_a", "-- explained later\n" + text.replace("\n", " \r\n"), "DROP TABLE a")

    assert migrator.changed_migrations() == []
    assert migrator.up().versions == ("2", "3")


def test_down_works_when_the_files_are_gone(migrator: Migrator, three: Folder) -> None:
    migrator.up()
    three.remove("3_c")
    (three.path / "2_b.down.sql").unlink()

    assert migrator.plan("-1").migrations[0].text == "DROP TABLE c;\n"
    assert migrator.down(2).versions == ("3", "2")
    assert tables(migrator) == ["a"]


def test_down_takes_the_file_when_it_is_there(migrator: Migrator, three: Folder) -> None:
    migrator.up()
    (three.path / "3_c.down.sql").write_text("DROP TABLE c; DROP TABLE b; CREATE TABLE b (x int)")

    migrator.down()

    assert migrator.session.query("SELECT * FROM b") == []


def test_a_missing_down_is_told_before_anything_runs(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", "CREATE TABLE a (x int)", None)
    folder.table("2", "b")
    migrator.up()

    with pytest.raises(FileError, match=r"1_a has no down file 1_a\.down\.sql"):
        migrator.down(2)

    assert tables(migrator) == ["a", "b"]
    assert migrator.down().versions == ("2",)


def test_a_migration_that_is_gone_without_a_way_back_is_told(
    migrator: Migrator, folder: Folder
) -> None:
    folder.add("1_a", "CREATE TABLE a (x int)", None)
    migrator.up()
    folder.remove("1_a")

    with pytest.raises(FileError, match="the history does not have what leads back"):
        migrator.down()


@pytest.mark.parametrize("problem", ["twice", "orphan", "folder"])
def test_wrong_files_keep_everything_from_running(
    migrator: Migrator, three: Folder, problem: str
) -> None:
    if problem == "twice":
        three.table("3", "d")
    elif problem == "orphan":
        (three.path / "2_b.up.sql").unlink()
    else:
        three.path.rename(three.path.with_name("elsewhere"))

    with pytest.raises(FileError):
        migrator.up()
    with pytest.raises(FileError):
        migrator.status()

    assert migrator.session.locate("goofer_history") is None


def test_new_files_are_seen_by_the_next_call(migrator: Migrator, three: Folder) -> None:
    migrator.up()
    three.table("4", "d")

    assert migrator.up().versions == ("4",)


def test_events_tell_a_run(database_url: str, three: Folder) -> None:
    events: list[Event] = []
    three.add("4_d", "SELECT 1; SELEC;")
    with Migrator(database_url, three.path, observer=events.append) as migrator:
        migrator.up(steps=1)
        name = migrator.database
        failure(migrator.up)
        migrator.up(steps=0)

    kinds = [type(event) for event in events]
    assert kinds == [
        RunStarted,
        MigrationStarted,
        MigrationFinished,
        RunFinished,
        RunSucceeded,
        RunStarted,
        *[MigrationStarted, MigrationFinished] * 2,
        MigrationStarted,
        MigrationErred,
        RunFinished,
        RunFailed,
        RunSucceeded,
    ]
    assert events[0] == RunStarted(name, "up", ("1",))
    assert events[1] == MigrationStarted(name, "1", "a", "up", 2)
    last = events[-3]
    assert isinstance(last, RunFinished)
    assert (last.versions, last.ok) == (("2", "3"), False)


def test_the_clock_decides_the_times(database_url: str, three: Folder) -> None:
    class Fixed(SystemClock):
        time = datetime(2020, 2, 3, 4, 5, 6, 789000, tzinfo=UTC)

        def now(self) -> datetime:
            self.time += timedelta(seconds=1)
            return self.time

        def monotonic(self) -> float:
            return 5.0

    with Migrator(database_url, three.path, clock=Fixed()) as migrator:
        result = migrator.up()
        times = [record.started_at for record in migrator.history()]

    assert times == [Fixed.time + timedelta(seconds=n) for n in (1, 2, 3)]
    assert (result.duration, result.migrations[0].duration) == (0.0, 0.0)


def test_new_migrations_are_written_and_run(migrator: Migrator, folder: Folder) -> None:
    one = migrator.create_migration("Add A", "CREATE TABLE a (x int)", "DROP TABLE a")
    two = migrator.create_migration("add b", "CREATE TABLE b (x int)", "DROP TABLE b")

    assert one.name == "add_a"
    assert len(one.version) == 14
    assert int(two.version) > int(one.version)
    assert one.up.path == folder.path / f"{one.version}_add_a.up.sql"
    assert migrator.up().versions == (one.version, two.version)
    assert migrator.down_to("zero").versions == (two.version, one.version)


def test_the_first_migration_makes_the_folder(sqlite: Migrator, folder: Folder) -> None:
    folder.path.rmdir()

    migration = sqlite.create_migration("first")

    assert migration.up.path is not None
    assert migration.up.path.exists()


def test_a_file_is_never_replaced(folder: Folder) -> None:
    folder.table("1", "a")

    with pytest.raises(FileError, match="there already"):
        DirectorySource(folder.path).write("1", "a", "", "")

    assert "CREATE" in (folder.path / "1_a.up.sql").read_text()


class Fill:
    """A migration in code."""

    def up(self, context: Context) -> None:
        for (x,) in context.query("SELECT x FROM a"):
            context.execute("INSERT INTO a VALUES (?)", int(str(x)) + 41)
        context.run("CREATE TABLE d (x int); DROP TABLE d")
        assert context.connection is context.session.connection

    def down(self, context: Context) -> None:
        context.execute("DELETE FROM a WHERE x = ?", 42)


def test_code_runs_with_its_record(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    folder.add("3_d", "CREATE TABLE d AS SELECT x FROM a", "DROP TABLE d")
    migration = migrator.register_custom_migration("2", Fill())

    assert migration.title == "2_fill"
    assert migrator.up().versions == ("1", "2", "3")
    assert migrator.session.query("SELECT x FROM d ORDER BY x") == [(1,), (42,)]
    assert done(migrator)[1].checksum is None
    migrator.down(2)
    assert migrator.session.query("SELECT x FROM a") == [(1,)]
    assert migrator.status().pending == {"2": "fill", "3": "d"}


@pytest.mark.parametrize("version", ["1", "01", "x", ""])
def test_code_needs_a_version_of_its_own(sqlite: Migrator, folder: Folder, version: str) -> None:
    folder.table("1", "a")

    with pytest.raises(UsageError):
        sqlite.register_custom_migration(version, Fill())


def test_a_closed_migrator_opens_again(migrator: Migrator, three: Folder) -> None:
    migrator.up(steps=1)
    migrator.close()
    migrator.close()

    if "memory" not in migrator.database:
        assert migrator.current_version() == "1"


def test_a_database_in_memory_is_kept_and_reached(sqlite: Migrator, three: Folder) -> None:
    sqlite.up()

    assert sqlite.session.connection.execute("SELECT count(*) FROM a").fetchone() == (1,)
    assert sqlite.session is sqlite.session


@pytest.mark.parametrize("table", ["versions", "We ird"])
def test_the_history_can_have_another_name(database_url: str, three: Folder, table: str) -> None:
    with Migrator(database_url, three.path, history_table=table) as migrator:
        migrator.up()
        assert migrator.session.locate(table) is not None
        assert migrator.session.locate("goofer_history") is None
        assert migrator.current_version() == "3"


def test_the_history_can_be_in_another_schema(postgresql_url: str, three: Folder) -> None:
    with Migrator(postgresql_url, three.path, history_table="audit.versions") as migrator:
        migrator.session.execute("CREATE SCHEMA audit")
        migrator.up()
        assert migrator.session.locate("audit.versions") == "audit.versions"
        assert migrator.current_version() == "3"


def test_an_empty_migration_is_applied(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_nothing", "-- nothing yet\n", "\n")

    assert migrator.up().migrations[0].statements == 0
    assert migrator.down().versions == ("1",)

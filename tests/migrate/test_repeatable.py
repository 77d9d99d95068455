"""Scripts without a version, run again when they change, on every database."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from goofer_py.errors import DirtyOrDrifted, FileError, UsageError
from goofer_py.events import Event, RunStarted
from goofer_py.migrate.embedded import PackageSource
from goofer_py.migrate.folders import Folders
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.sources import DirectorySource
from tests.migrate.conftest import Folder, failure, tables
from tests.migrate.test_lease import Runs, slow, until

VIEW = "DROP VIEW IF EXISTS seen;\nCREATE VIEW seen AS SELECT x + {} AS y FROM a;\n"


@pytest.fixture
def folder(folder: Folder) -> Folder:
    folder.table("1", "a")
    repeat(folder, "seen", VIEW.format(1))
    return folder


def repeat(folder: Folder, name: str, text: str) -> Path:
    path = folder.path / f"R__{name}.sql"
    path.write_text(text, encoding="utf-8")
    return path


def seen(migrator: Migrator) -> int:
    value: int = migrator.session.query("SELECT y FROM seen")[0][0]
    return value


def ran(result: object) -> list[tuple[str, str, str]]:
    return [(one.version, one.name, one.direction) for one in result.migrations]  # type: ignore[attr-defined]


def test_it_runs_after_the_versioned_ones_and_again_when_it_changes(
    migrator: Migrator, folder: Folder
) -> None:
    assert ran(migrator.up()) == [("1", "a", "up"), ("R", "seen", "repeat")]
    assert seen(migrator) == 2
    assert ran(migrator.up()) == []

    repeat(folder, "seen", VIEW.format(5))
    assert ran(migrator.up()) == [("R", "seen", "repeat")]
    assert seen(migrator) == 6
    assert migrator.up().current == "1"


def test_comments_and_trailing_space_are_no_change(migrator: Migrator, folder: Folder) -> None:
    migrator.up()
    repeat(folder, "seen", "-- as before\n" + VIEW.format(1).replace(";\n", ";  \r\n"))
    assert ran(migrator.up()) == []
    assert migrator.status().repeatables == (("seen", "applied"),)


def test_to_fake_all_of_it_covers_them_too(migrator: Migrator, folder: Folder) -> None:
    migrator.up(steps=1)
    folder.table("2", "b")
    assert ran(migrator.fake()) == [("2", "b", "up"), ("R", "seen", "repeat")]
    assert (tables(migrator), migrator.session.locate("seen")) == (["a"], None)
    assert ran(migrator.up()) == []
    assert migrator.status().repeatables == (("seen", "applied"),)
    repeat(folder, "seen", VIEW.format(7))
    assert ran(migrator.fake()) == [("R", "seen", "repeat")]
    assert migrator.status().repeatables == (("seen", "applied"),)


def test_one_whose_file_is_gone_is_told_until_it_is_forgotten(
    migrator: Migrator, folder: Folder
) -> None:
    migrator.up()
    other = repeat(folder, "other", "INSERT INTO a VALUES (9);")
    migrator.up()
    (folder.path / "R__seen.sql").unlink()
    status = migrator.status()
    assert status.repeatables == (("other", "applied"), ("seen", "missing"))
    assert status.gone == ("seen",)
    other.unlink()
    assert migrator.status().gone == ("other", "seen")
    repairs = migrator.repairs()
    assert [(one.title, one.way) for one in repairs] == [
        ("R__other", "forget"),
        ("R__seen", "forget"),
    ]
    assert migrator.repair(repairs[1:]) == repairs[1:]
    assert (migrator.status().gone, migrator.current_version()) == (("other",), "1")
    # It is as one that never ran.
    repeat(folder, "seen", VIEW.format(1))
    assert dict(migrator.status().repeatables) == {"seen": "pending", "other": "missing"}
    assert ran(migrator.up()) == [("R", "seen", "repeat")]


def test_they_run_in_the_order_of_their_names(migrator: Migrator, folder: Folder) -> None:
    repeat(folder, "b_second", "INSERT INTO a VALUES (3);")
    repeat(folder, "a_first", "INSERT INTO a VALUES (2);")
    told: list[Event] = []
    with Migrator(migrator._store, folder.path, observer=told.append) as other:
        assert [name for _, name, _ in ran(other.up())] == ["a", "a_first", "b_second", "seen"]
    assert [one.versions for one in told if isinstance(one, RunStarted)] == [("1", "R", "R", "R")]


def test_what_does_not_lead_to_the_end_leaves_them_alone(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("2", "b")
    ways: tuple[Callable[[], object], ...] = (
        lambda: migrator.up(steps=1),
        lambda: migrator.up_to("1"),
        lambda: migrator.run_migration("2"),
        lambda: migrator.migrate_to("+1"),
        migrator.down,
        migrator.redo,
        lambda: migrator.fake("2"),
    )
    for go in ways:
        go()
        assert all(one.version != "R" for one in migrator.history())
    assert ran(migrator.up_to("2")) == []
    assert ran(migrator.migrate_to("latest")) == [("R", "seen", "repeat")]


def test_status_tells_how_they_stand(migrator: Migrator, folder: Folder) -> None:
    def states() -> list[tuple[str, str, str]]:
        return [(e.version, e.name, e.state) for e in migrator.status().entries()]

    assert states() == [("1", "a", "pending"), ("R", "seen", "pending")]
    migrator.up()
    assert states() == [("1", "a", "applied"), ("R", "seen", "applied")]
    repeat(folder, "seen", VIEW.format(5))
    assert states()[-1] == ("R", "seen", "changed")
    assert migrator.status(check=True).wrong == {}
    assert [e.name for e in migrator.status().entries(everything=False)] == ["seen"]


def test_a_database_that_is_not_there_has_all_of_them_pending(
    sqlite_url: str, folder: Folder
) -> None:
    with Migrator(sqlite_url, folder.path) as migrator:
        assert migrator.status().repeatables == (("seen", "pending"),)
        assert [one.direction for one in migrator.plan().migrations] == ["up", "repeat"]
        folder.remove("1_a")
        repeat(folder, "seen", "SELECT 1;")
        assert ran(migrator.up()) == [("R", "seen", "repeat")]


def test_a_dry_run_shows_them_and_runs_nothing(migrator: Migrator) -> None:
    plan = migrator.plan()
    assert [(one.version, one.name, one.direction) for one in plan.migrations] == [
        ("1", "a", "up"),
        ("R", "seen", "repeat"),
    ]
    assert "CREATE VIEW seen" in plan.migrations[-1].text
    assert migrator.history() == []


def test_the_history_keeps_them_and_the_versions_are_as_before(migrator: Migrator) -> None:
    migrator.up()
    last = migrator.history()[-1]
    assert (last.version, last.name, last.direction, last.status) == ("R", "seen", "repeat", "done")
    assert last.checksum
    assert last.down_script is None
    assert [one.version for one in migrator.applied_migrations()] == ["1"]
    assert (migrator.current_version(), list(migrator.status().applied)) == ("1", ["1"])
    assert migrator.changed_migrations() == []


def test_one_that_fails_is_told_and_begins_anew(migrator: Migrator, folder: Folder) -> None:
    file = repeat(folder, "seen", VIEW.format(1) + "INSERT INTO nowhere VALUES (1);\n")
    error = failure(migrator.up)
    assert "R__seen (up) failed at" in error.message
    assert error.path == file
    assert error.applied == ("1",)
    assert migrator.status().dirty is None
    assert migrator.history()[-1].status == "failed"
    repeat(folder, "seen", VIEW.format(7))
    migrator.up()
    assert seen(migrator) == 8


def test_one_that_cannot_be_in_a_transaction_runs_outside_of_one(
    postgresql: Migrator, folder: Folder
) -> None:
    repeat(folder, "vacuum", "VACUUM a;\nANALYZE a;")
    assert len(postgresql.up().migrations) == 3
    assert postgresql.status().dirty is None
    assert postgresql.up().migrations == ()


def test_in_a_transaction_of_the_callers_one_that_commits_is_refused(
    mysql_kind_url: str, folder: Folder
) -> None:
    with Migrator(mysql_kind_url, folder.path) as migrator:
        migrator.up(steps=1)
    engine = create_engine(mysql_kind_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO a VALUES (9)")
        with (
            Migrator(connection, folder.path) as migrator,
            pytest.raises(UsageError, match=r"R__seen .*runs outside of a transaction"),
        ):
            migrator.up()
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM a").scalar() == 1
    engine.dispose()


def test_in_one_transaction_they_are_part_of_it(transactional: Migrator, folder: Folder) -> None:
    repeat(folder, "zoo", "INSERT INTO nowhere VALUES (1);")
    failure(lambda: transactional.up(single_transaction=True))
    assert tables(transactional) == []
    (folder.path / "R__zoo.sql").unlink()
    transactional.up(single_transaction=True)
    assert seen(transactional) == 2
    assert transactional.history()[-1].direction == "repeat"


def test_they_do_not_run_while_a_migration_is_unsettled(migrator: Migrator, folder: Folder) -> None:
    migrator.up()
    repeat(folder, "seen", VIEW.format(5))
    folder.add("1_a", "CREATE TABLE a (x int, y int)", "DROP TABLE a")
    folder.table("2", "b")
    with pytest.raises(DirtyOrDrifted, match="Changed since they were applied"):
        migrator.up()
    assert seen(migrator) == 2


def test_one_for_another_environment_is_skipped(every_database_url: str, folder: Folder) -> None:
    repeat(folder, "demo", "-- goofer: environments staging\nINSERT INTO nowhere VALUES (1);")
    with Migrator(every_database_url, folder.path, settings={"environment": "test"}) as migrator:
        migrator.up()
        assert migrator.status().repeatables == (("demo", "skipped"), ("seen", "applied"))


def test_they_come_from_all_folders_and_from_packages(tmp_path: Path, folder: Folder) -> None:
    more = tmp_path / "more"
    (more / "inner").mkdir(parents=True)
    (more / "inner" / "R__deep.sql").write_text("SELECT 1;")
    source = DirectorySource(folder.path, more, recursive=True)
    assert sorted(source.repeatables()) == ["deep", "seen"]
    (more / "R__seen.sql").write_text("SELECT 2;")
    assert "two repeatable scripts have one name" in str(Folders((folder.path, more)).problems[0])


def test_they_come_from_an_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every_database_url: str
) -> None:
    with zipfile.ZipFile(tmp_path / "app.zip", "w") as archive:
        archive.writestr("repeats_of_test/__init__.py", "")
        archive.writestr("repeats_of_test/1_a.up.sql", "CREATE TABLE a (x int);")
        archive.writestr("repeats_of_test/1_a.down.sql", "DROP TABLE a;")
        archive.writestr("repeats_of_test/R__rows.sql", "INSERT INTO a VALUES (1);")
    monkeypatch.syspath_prepend(str(tmp_path / "app.zip"))
    with Migrator(every_database_url, PackageSource("repeats_of_test")) as migrator:
        assert ran(migrator.up())[-1] == ("R", "rows", "repeat")
        assert ran(migrator.up()) == []


def test_a_name_like_that_of_a_migration_is_none(folder: Folder) -> None:
    (folder.path / "R__x.up.sql").write_text("SELECT 1;")
    with pytest.raises(FileError, match=r"R__x\.up\.sql has no name of a migration"):
        DirectorySource(folder.path).names()


def test_two_programs_at_once_run_it_once(every_database_url: str, folder: Folder) -> None:
    if every_database_url == "sqlite://":
        return
    with (
        Migrator(every_database_url, folder.path) as one,
        Migrator(every_database_url, folder.path) as other,
    ):
        one.plan()
        other.plan()
        assert len(one.up().migrations) == 2
        assert other.up().migrations == ()


@pytest.mark.fault
def test_one_whose_run_was_killed_runs_again_or_was_done(
    every_database_url: str, folder: Folder
) -> None:
    script = f"DELETE FROM d;\nDROP VIEW IF EXISTS e;\n{slow(every_database_url)};\n"
    repeat(folder, "slow", script + "CREATE VIEW e AS SELECT x FROM a;")
    folder.add("2_d", "CREATE TABLE d (x int)", "DROP TABLE d")
    runs = Runs(every_database_url, folder)
    run = runs.start()
    with Migrator(every_database_url, folder.path, lease=LeaseOptions(1, 0.3)) as migrator:
        until(lambda: "seen" in migrator.repeated())
        time.sleep(0.5)
        run.kill()
        run.wait()

        migrator.up()

        assert migrator.status().repeatables == (("seen", "applied"), ("slow", "applied"))
        assert migrator.session.query("SELECT count(*) FROM d") == [(1,)]
        assert migrator.session.query("SELECT x FROM e") == [(1,)]
        assert migrator.up().migrations == ()
    runs.end()

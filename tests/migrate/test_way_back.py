"""A run that fails and goes back to where it had started, or says why it did not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from goofer_py.errors import FileError, HookFailed, MigrationFailed, RollbackFailed
from goofer_py.migrate.hooks import HookContext, Hooks
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, failure, tables
from tests.migrate.test_lease import QUICK

ALONE = "-- goofer: no-transaction\n"
BROKEN = "SELEC 1;"


def refused(migrator: Migrator, **options: Any) -> RollbackFailed:
    """Return the error of a run that failed and is not back."""
    with pytest.raises(RollbackFailed) as error:
        migrator.up(auto_rollback=True, **options)
    return error.value


def test_a_failure_after_statements_that_commit_takes_all_before_it_back(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    # Its first statement fails: where each commits by itself, nothing of it is there either.
    folder.add("3_c", ALONE + "ALTER TABLE missing ADD y int;\nCREATE TABLE c (x int);")
    migrator.up(steps=1)

    error = failure(lambda: migrator.up(auto_rollback=True))

    assert type(error) is MigrationFailed
    assert "The run went back to 1, where it had started." in error.message
    assert error.applied == ()
    assert tables(migrator) == ["a"]
    status = migrator.status()
    assert (status.dirty, list(status.pending)) == (None, ["2", "3"])
    folder.add("3_c", "CREATE TABLE c (x int);", "DROP TABLE c;")
    assert migrator.up().versions == ("2", "3")


def test_what_is_half_done_is_told_with_what_is_there_and_what_down_would_run(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add(
        "2_b",
        f"{ALONE}CREATE TABLE b (x int);\nCREATE TABLE c (x int);\n{BROKEN}\n",
        f"{ALONE}DROP TABLE c;\nDROP TABLE b;\n",
    )

    error = refused(migrator)

    assert error.exit_code == 7
    assert (error.because, error.instead, error.undone) == ("MigrationFailed", "", False)
    # What came before may be what the half builds on, so nothing below it is touched.
    assert (error.version, error.applied) == ("2", ("1",))
    assert tables(migrator) == ["a", "b", "c"]
    done, _, down = error.message.partition("Its down script, of which nothing was run, would run:")
    assert "Done of it, and there:\n    CREATE TABLE b (x int)\n    CREATE TABLE c" in done
    assert "    DROP TABLE c\n    DROP TABLE b" in down
    assert str(migrator.status().dirty) == "dirty at statement 3 of 3 (up)"
    assert error.hint is not None
    assert "goofer repair --dirty not-run; goofer rollback --last-run" in error.hint

    # What the hint says is a way back.
    migrator.session.run("DROP TABLE c; DROP TABLE b")
    migrator.repair(migrator.repairs("not-run"))
    assert migrator.down_last_run().versions == ("1",)
    assert tables(migrator) == []


def test_a_first_statement_that_was_half_done_is_undone(
    postgresql: Migrator, folder: Folder
) -> None:
    folder.add("1_a", "CREATE TABLE a (x int); INSERT INTO a VALUES (1), (1);", "DROP TABLE a")
    folder.add("2_i", "CREATE UNIQUE INDEX CONCURRENTLY i ON a (x);", "DROP INDEX i")

    error = failure(lambda: postgresql.up(auto_rollback=True))

    assert "The run went back to zero" in error.message
    assert tables(postgresql) == []
    assert postgresql.session.locate("i") is None


def test_where_nothing_shows_whether_a_statement_left_something_it_is_not_claimed(
    mysql: Migrator, folder: Folder
) -> None:
    mysql.session.run(
        "CREATE PROCEDURE half() BEGIN CREATE TABLE b (x int); SELECT * FROM missing; END"
    )
    folder.table("1", "a")
    folder.add("2_b", f"{ALONE}CALL half();\nCREATE TABLE c (x int);", "DROP TABLE b")

    error = refused(mysql)

    assert error.applied == ("1",)
    assert tables(mysql) == ["a", "b"]
    assert str(mysql.status().dirty) == "dirty at statement 1 of 2 (up)"


def test_a_way_back_that_fails_is_another_error_with_its_own_code(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "CREATE TABLE b (x int)", "DROP TABLE missing")
    folder.table("3", "c")
    folder.add("4_d", BROKEN)

    error = refused(migrator)

    assert "Going back to zero failed too: 2_b (down) failed" in error.message
    assert (error.because, error.instead) == ("MigrationFailed", "MigrationFailed")
    assert (error.version, error.applied) == ("4", ("1", "2"))
    assert tables(migrator) == ["a", "b"]


def test_the_irreversible_is_seen_before_anything_is_reverted(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "-- goofer: irreversible rows are thrown away\nCREATE TABLE b (x int)")
    folder.table("3", "c")
    folder.add("4_d", BROKEN)

    error = refused(migrator, backup="backups/app.dump")

    assert "did not go back to zero" in error.message
    assert "2_b is irreversible: rows are thrown away. Nothing was run." in error.message
    assert (
        "A backup was made right before it was applied: backups/app.dump, which is not there any"
        " more." in error.message
    )
    assert error.applied == ("1", "2", "3")
    assert tables(migrator) == ["a", "b", "c"]


def test_one_transaction_needs_no_down_scripts(transactional: Migrator, folder: Folder) -> None:
    folder.add("1_a", "CREATE TABLE a (x int)", None)
    folder.add("2_b", BROKEN)

    error = failure(lambda: transactional.up(auto_rollback=True, single_transaction=True))

    assert type(error) is MigrationFailed
    assert tables(transactional) == []


def test_a_hook_that_fails_takes_the_run_back_too(every_database_url: str, folder: Folder) -> None:
    def smoke_test(context: HookContext) -> None:
        if context.direction == "up" and "2" in context.versions:
            raise ValueError("the program does not start")

    folder.table("1", "a")
    folder.table("2", "b")
    hooks = Hooks(after_run=(smoke_test,))
    with Migrator(every_database_url, folder.path, hooks=hooks) as migrator:
        migrator.up(steps=1)
        with pytest.raises(HookFailed, match="the program does not start") as error:
            migrator.up(auto_rollback=True)

        assert error.value.message.endswith("The run went back to 1, where it had started.")
        assert tables(migrator) == ["a"]


def test_a_run_that_did_nothing_says_nothing_of_going_back(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    migrator.up()
    folder.add("2_b", BROKEN)

    error = failure(lambda: migrator.up(auto_rollback=True))

    assert "went back" not in error.message
    assert tables(migrator) == ["a"]


def test_repeatable_scripts_are_no_part_of_the_way_back(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    (folder.path / "R__one.sql").write_text("SELECT 1", encoding="utf-8")
    (folder.path / "R__two.sql").write_text(BROKEN, encoding="utf-8")

    error = failure(lambda: migrator.up(auto_rollback=True))

    assert "The run went back to zero" in error.message
    assert tables(migrator) == []


def test_down_through_the_irreversible_names_the_backup(
    migrator: Migrator, folder: Folder, tmp_path: Path
) -> None:
    backup = tmp_path / "app.dump"
    backup.write_text("rows", encoding="utf-8")
    folder.table("1", "a")
    folder.add("2_b", "CREATE TABLE b (x int)", "-- goofer: irreversible it cannot be\nSELECT 1")
    folder.table("3", "c")
    migrator.up_to("1")
    migrator.up(backup=str(backup))

    for run in (lambda: migrator.down(3), lambda: migrator.plan_down("zero")):
        with pytest.raises(FileError, match="irreversible: it cannot be") as error:
            run()
        assert f"right before it was applied: {backup}." in error.value.message
        assert f"goofer restore {backup}" in str(error.value.hint)
    assert tables(migrator) == ["a", "b", "c"]
    assert migrator.down(1).versions == ("3",)

    # The history has the reason and the backup when the files are gone.
    folder.remove("2_b")
    with pytest.raises(FileError, match="irreversible: it cannot be") as error:
        migrator.down(1)
    assert str(backup) in error.value.message
    assert migrator.status().irreversible == {"2": "it cannot be"}


def test_a_migration_without_a_way_back_names_the_backup_too(
    migrator: Migrator, folder: Folder
) -> None:
    folder.add("1_a", "CREATE TABLE a (x int)", None)
    migrator.up(backup="backups/app.dump")

    with pytest.raises(FileError, match=r"backups/app\.dump"):
        migrator.down()


def test_consent_is_asked_for_before_anything_is_done(migrator: Migrator, folder: Folder) -> None:
    asked: list[list[str]] = []

    def refuse(told: Any) -> None:
        asked.append(list(told))
        raise FileError("No.")

    folder.table("1", "a")
    migrator.up(consent=refuse)
    folder.add("2_b", "-- goofer: irreversible rows go\nCREATE TABLE b (x int)")
    with pytest.raises(FileError, match="No"):
        migrator.up(consent=refuse)

    assert asked == [["2_b is irreversible: rows go"]]
    assert tables(migrator) == ["a"]
    assert {record.version for record in migrator.history()} == {"1"}


KILLS = {
    "postgresql": "SELECT pg_terminate_backend(pg_backend_pid());",
    "mysql": "KILL CONNECTION_ID();",
}


@pytest.mark.fault
@pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb"])
def test_a_connection_that_is_killed_leaves_what_was_done_and_says_so(
    request: pytest.FixtureRequest, folder: Folder, kind: str
) -> None:
    url = request.getfixturevalue(f"{kind}_url")
    with Migrator(url, folder.path, lease=QUICK) as migrator:
        folder.table("1", "a")
        folder.table("2", "b")
        migrator.up(steps=1)
        folder.add("3_c", f"CREATE TABLE c (x int);\n{KILLS[migrator.session.dialect.name]}\n")

        error = refused(migrator)

        assert error.because == "ConnectionFailed"
        assert "The run did not go back: the connection to the database is gone." in error.message
        assert error.applied == ("2",)
        assert error.hint == "goofer status, and then: goofer rollback --last-run"
        # The next call connects again, and finds what is half done where that stays.
        if (half := migrator.status().dirty) is not None:
            assert (half.version, tables(migrator)) == ("3", ["a", "b", "c"])
            migrator.session.run("DROP TABLE c")
            migrator.repair(migrator.repairs("not-run"))
        assert migrator.down_last_run().versions == ("2",)
        assert tables(migrator) == ["a"]


@pytest.mark.fault
def test_a_connection_that_is_killed_on_the_way_back_says_what_is_left(
    postgresql: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "CREATE TABLE b (x int)", f"DROP TABLE b; {KILLS['postgresql']}")
    folder.table("3", "c")
    folder.add("4_d", BROKEN)

    error = refused(postgresql)

    assert (error.because, error.instead) == ("MigrationFailed", "ConnectionFailed")
    assert "Going back to zero failed too" in error.message
    assert "Reverted before it in this run: 3_c." in error.message
    assert error.applied == ("1", "2")
    assert tables(postgresql) == ["a", "b"]

"""What a run that fails says, and what it leaves behind."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

from goofer_py.errors import (
    ConnectionFailed,
    FileError,
    HistoryTooNew,
    LockLost,
    StoreError,
    UsageError,
)
from goofer_py.migrate.context import Context
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, failure, tables

FIVE = """\
CREATE TABLE b (x int);
INSERT INTO b VALUES (1);

  SELEC 3;
INSERT INTO b VALUES (4);
INSERT INTO b VALUES (5);
"""


@pytest.fixture
def broken(folder: Folder) -> Folder:
    folder.table("1", "a")
    folder.add("2_b", FIVE, "DROP TABLE b")
    folder.table("3", "c")
    return folder


def test_a_statement_that_fails_undoes_its_migration_and_stops_the_run(
    transactional: Migrator, broken: Folder
) -> None:
    error = failure(transactional.up)

    assert tables(transactional) == ["a"]
    assert (error.version, error.direction, error.undone) == ("2", "up", True)
    assert (error.path, error.line, error.column) == (broken.path / "2_b.up.sql", 4, 3)
    assert error.statement == "SELEC 3"
    assert error.applied == ("1",)
    assert "syntax error" in error.server


def test_its_message_says_all_of_that(transactional: Migrator, broken: Folder) -> None:
    error = failure(transactional.up)

    assert str(error).splitlines() == [
        f"2_b (up) failed at {broken.path / '2_b.up.sql'}:4:3: {error.server}",
        "    SELEC 3",
        "It was undone: nothing of it stayed. Applied before it in this run: 1_a.",
    ]
    assert error.hint == "correct it, then: goofer migrate"


def test_a_failure_is_kept_in_the_history(transactional: Migrator, broken: Folder) -> None:
    error = failure(transactional.up)

    last = transactional.history()[-1]

    assert (last.version, last.status, last.statements, last.total) == ("2", "failed", 0, 5)
    assert last.error == error.server
    assert transactional.status().dirty is None
    assert list(transactional.status().pending) == ["2", "3"]


def test_the_run_goes_on_when_the_file_is_corrected(migrator: Migrator, broken: Folder) -> None:
    failure(migrator.up)
    broken.table("2", "b")

    assert migrator.up().versions == ("2", "3")


def test_a_failure_on_the_way_down_leaves_the_migration_applied(
    transactional: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "CREATE TABLE b (x int)", "DROP TABLE b;\nDROP TABLE missing;")
    folder.table("3", "c")
    transactional.up()

    error = failure(lambda: transactional.down(3))

    assert (error.version, error.direction, error.line) == ("2", "down", 2)
    assert "Reverted before it in this run: 3_c." in str(error)
    assert tables(transactional) == ["a", "b"]
    assert transactional.current_version() == "2"


def test_a_down_script_of_the_history_is_named_as_such(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", "CREATE TABLE a (x int)", "DROP TABLE a;\nDROP TABLE missing;")
    migrator.up()
    folder.remove("1_a")

    error = failure(migrator.down)

    assert "the down script in the history:2" in str(error)
    assert error.path is None


def test_auto_rollback_goes_back_to_where_the_run_started(
    migrator: Migrator, folder: Folder
) -> None:
    for version, name in (("1", "a"), ("2", "b"), ("3", "c")):
        folder.table(version, name)
    folder.add("4_d", "SELECT 1;\nSELEC 2;")
    migrator.up(steps=1)

    error = failure(lambda: migrator.up(auto_rollback=True))

    assert tables(migrator) == ["a"]
    assert migrator.current_version() == "1"
    assert "The run went back to 1" in str(error)
    assert (error.version, error.line, error.applied) == ("4", 2, ())


def test_a_way_back_that_fails_too_says_what_is_left(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", "CREATE TABLE a (x int)", "DROP TABLE missing")
    folder.table("2", "b")
    folder.add("3_c", "SELEC 2;")

    error = failure(lambda: migrator.up(auto_rollback=True))

    assert "Going back to zero failed too: 1_a (down) failed" in str(error)
    assert error.applied == ("1",)
    assert tables(migrator) == ["a"]


def test_one_transaction_keeps_all_or_nothing(transactional: Migrator, broken: Folder) -> None:
    error = failure(lambda: transactional.up(single_transaction=True))

    assert tables(transactional) == []
    assert (error.version, error.line, error.applied) == ("2", 4, ())
    assert "nothing of it stayed" in str(error)
    assert [record.status for record in transactional.history()] == ["failed"]

    broken.table("2", "b")
    assert transactional.up(single_transaction=True).versions == ("1", "2", "3")
    assert [record.status for record in transactional.history()] == [
        "failed",
        "done",
        "done",
        "done",
    ]
    assert transactional.down_to("zero", single_transaction=True).versions == ("3", "2", "1")


def test_a_migrator_can_always_use_one_transaction(database_url: str, broken: Folder) -> None:
    with Migrator(database_url, broken.path, single_transaction=True) as migrator:
        failure(migrator.up)
        assert tables(migrator) == []
        failure(lambda: migrator.up(single_transaction=False))
        assert tables(migrator) == ["a"]


def test_one_transaction_refuses_what_it_cannot_hold(
    transactional: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "-- goofer: no-transaction\nCREATE TABLE b (x int)")

    with pytest.raises(UsageError, match="2_b runs outside of a transaction"):
        transactional.up(single_transaction=True)

    assert tables(transactional) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"SELECT 1;\nSELECT 'open;\n", "never closed"),
        (b"SELECT '\xe9'", "not UTF-8"),
        (b"SELECT 1;\nCOMMIT;\nSELECT 2", "in the middle of the migration"),
    ],
)
def test_a_file_that_is_wrong_keeps_its_migration_from_starting(
    migrator: Migrator, folder: Folder, text: bytes, message: str
) -> None:
    (folder.add("2_b", "")).write_bytes(text)

    with pytest.raises(FileError, match=message) as first:
        migrator.up()
    assert str(folder.path / "2_b.up.sql") in str(first.value)

    folder.table("1", "a")
    error = failure(migrator.up)
    assert message in str(error)
    assert "Applied before it in this run: 1_a." in str(error)
    assert (error.path, error.applied) == (folder.path / "2_b.up.sql", ("1",))


def test_a_wrong_directive_keeps_everything_from_starting(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    file = folder.add("2_b", "-- goofer: nonsense\nCREATE TABLE b (x int);")

    with pytest.raises(FileError, match="no directive") as error:
        migrator.up()

    assert (error.value.path, error.value.line) == (file, 1)
    assert tables(migrator) == []


def test_a_record_that_cannot_be_written_undoes_the_migration(
    transactional: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "CREATE TABLE b (x int);\nDROP TABLE goofer_history;")

    error = failure(transactional.up)

    assert "2_b (up) failed to be recorded" in str(error)
    assert tables(transactional) == ["a"]
    assert transactional.current_version() == "1"


class Fails:
    """A migration in code that raises what it is given."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def up(self, context: Context) -> None:
        context.execute("CREATE TABLE b (x int)")
        if self.error is not None:
            raise self.error
        context.run("SELEC 1")

    def down(self, context: Context) -> None:
        context.execute("DROP TABLE b")


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("no such rate"), "ValueError: no such rate"), (None, "syntax error")],
)
def test_code_that_fails_is_undone_and_told_with_its_line(
    transactional: Migrator, folder: Folder, error: Exception | None, said: str
) -> None:
    folder.table("1", "a")
    transactional.register_custom_migration("2", Fails(error))

    failed = failure(transactional.up)

    assert said in str(failed)
    assert Path(__file__).name in str(failed)
    assert tables(transactional) == ["a"]
    assert transactional.history()[-1].status == "failed"
    assert "It was undone" in str(failed)
    if error is not None:
        assert failed.__cause__ is error


def test_a_history_of_a_newer_goofer_is_left_alone(migrator: Migrator, broken: Folder) -> None:
    migrator.up(steps=1)
    migrator.session.execute("UPDATE goofer_history SET format = 99")

    for call in (migrator.up, migrator.down, migrator.status, migrator.history):
        with pytest.raises(HistoryTooNew, match="format 99") as error:
            call()
        assert "upgrade" in (error.value.hint or "")
    assert tables(migrator) == ["a"]


def test_a_history_with_other_columns_of_a_newer_goofer_is_left_alone(
    migrator: Migrator, broken: Folder
) -> None:
    migrator.session.run(
        "CREATE TABLE goofer_history (id int, format int); INSERT INTO goofer_history VALUES (1, 7)"
    )

    with pytest.raises(HistoryTooNew):
        migrator.status()


def test_another_run_in_between_is_noticed(database_url: str, broken: Folder) -> None:
    class Rival:
        """Another run that is quicker."""

        ran = False

        def __call__(self, event: object, /) -> None:
            if type(event).__name__ == "MigrationStarted" and not self.ran:
                self.ran = True
                with Migrator(database_url, broken.path, lease=None) as other:
                    other.up(steps=1)

    with Migrator(database_url, broken.path, observer=Rival()) as migrator:
        with pytest.raises(LockLost, match="Another run has changed") as error:
            migrator.up()

        assert "1_a (up) was not run" in str(error.value)
        assert tables(migrator) == ["a"]
        assert [record.version for record in migrator.history()] == ["1"]


@pytest.mark.fault
def test_runs_at_the_same_time_apply_everything_once(database_url: str, folder: Folder) -> None:
    for number in range(1, 21):
        folder.add(f"{number}_t", f"CREATE TABLE t{number} (x int)")
    with Migrator(database_url, folder.path) as migrator:
        migrator.init()
    errors: list[BaseException] = []

    def run() -> None:
        with Migrator(database_url, folder.path) as migrator:
            try:
                for _ in range(60):
                    try:
                        migrator.up()
                        return
                    except LockLost:
                        time.sleep(0.01)
            except BaseException as error:  # noqa: BLE001 - the main thread raises it
                errors.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    with Migrator(database_url, folder.path) as migrator:
        done = [record.version for record in migrator.history() if record.status == "done"]
    assert done == [str(number) for number in range(1, 21)]


class Cuts:
    """Ends the connection of a run when a migration starts, or when it sleeps."""

    def __init__(self, url: str) -> None:
        self.url = url

    def cut(self, wait: float) -> None:
        time.sleep(wait)
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'goofer' AND datname = current_database()"
            )


@pytest.fixture
def cuts(postgresql_url: str) -> Cuts:
    return Cuts(postgresql_url)


@pytest.mark.fault
def test_a_lost_connection_tells_what_became_of_the_migration(
    postgresql: Migrator, folder: Folder, cuts: Cuts
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "CREATE TABLE b (x int); SELECT pg_sleep(30)")
    thread = threading.Thread(target=cuts.cut, args=(0.5,))
    thread.start()

    with pytest.raises(ConnectionFailed) as error:
        postgresql.up()
    thread.join()

    assert "That was in 2_b (up). The history does not have it" in str(error.value)
    assert "Applied before it in this run: 1_a." in str(error.value)
    assert error.value.hint == "goofer status"
    assert postgresql.current_version() == "1", "the next call connects again"
    assert tables(postgresql) == ["a"]


@pytest.mark.fault
def test_a_commit_whose_answer_was_lost_is_told_as_done(
    postgresql: Migrator, folder: Folder, postgresql_url: str
) -> None:
    folder.add("1_a", "CREATE TABLE a (x int)", "DROP TABLE a")
    session = postgresql.session
    send = session._driver.send  # type: ignore[attr-defined]

    def send_and_lose(pieces: list[str]) -> None:
        send(pieces)
        if "CREATE TABLE a (x int)" in pieces:
            Cuts(postgresql_url).cut(0)
            send(["SELECT 1"])

    session._driver.send = send_and_lose  # type: ignore[attr-defined]

    with pytest.raises(ConnectionFailed, match="It was committed all the same"):
        postgresql.up()

    assert postgresql.current_version() == "1"


@pytest.mark.fault
def test_a_database_that_stays_away_is_not_guessed_about(
    postgresql: Migrator, folder: Folder, cuts: Cuts, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.add("1_a", "SELECT pg_sleep(30)")
    setting = postgresql._setting._replace(reopen=_away)
    monkeypatch.setattr(postgresql, "_setting", setting)
    thread = threading.Thread(target=cuts.cut, args=(0.5,))
    thread.start()

    with pytest.raises(ConnectionFailed, match="is not known until the database can be reached"):
        postgresql.up()
    thread.join()


def _away() -> NoReturn:
    raise ConnectionFailed("No connection.")


def test_a_read_only_file_is_told(folder: Folder, tmp_path: Path) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    with Migrator(f"sqlite:///{tmp_path}/x.db", folder.path) as migrator:
        migrator.up(steps=1)
    url = f"sqlite:///file:{tmp_path}/x.db?mode=ro&uri=true"

    with Migrator(url, folder.path) as migrator:
        with pytest.raises(StoreError, match=r"lease on .* cannot be taken") as error:
            migrator.up()
        assert migrator.current_version() == "1"

    assert "readonly" in error.value.server
    assert "make the file and its folder writable" in str(error.value.hint)


@pytest.mark.fault
def test_a_full_disk_is_told_and_everything_undone(sqlite: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    folder.add("2_b", "CREATE TABLE b (x);\nINSERT INTO b VALUES (zeroblob(1000000));")
    sqlite.session.execute("PRAGMA max_page_count = 20")

    error = failure(sqlite.up)

    assert (error.line, error.undone) == (2, True)
    assert "full" in error.server
    assert tables(sqlite) == ["a"]
    assert sqlite.current_version() == "1"


def test_a_busy_file_is_waited_for_and_then_told(folder: Folder, tmp_path: Path) -> None:
    folder.table("1", "a")
    url = f"sqlite:///{tmp_path}/x.db"
    impatient = Migrator(f"{url}?timeout=0.1", folder.path, lease=LeaseOptions(tries=2, pause=0.1))
    with Migrator(url, folder.path) as first, impatient as other:
        first.init()
        first.session.begin()
        with pytest.raises(LockLost, match=r"Another program holds .* asked for it \d times?"):
            other.up()
        first.session.rollback()
        assert other.up().versions == ("1",)


def test_an_error_never_shows_the_password(postgresql_login_url: str, folder: Folder) -> None:
    folder.add("1_a", "SELECT 'p@ss/word'::int;")
    with Migrator(postgresql_login_url, folder.path) as migrator:
        error = failure(migrator.up)

    assert "p@ss/word" not in f"{error} {error.statement} {error.server}"
    assert "SELECT '***'::int" in str(error)

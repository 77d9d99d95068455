"""What is found before a run, on databases with real faults."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from goofer_py.clock import SystemClock
from goofer_py.errors import UsageError
from goofer_py.migrate.history import History
from goofer_py.migrate.lease_table import LeaseTable
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.precheck.finding import Finding, Verdict
from goofer_py.migrate.precheck.options import PrecheckOptions
from goofer_py.migrate.precheck.precheck import CHECKS
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.migrate.conftest import Folder
from tests.servers import mysql_cluster
from tests.servers.cluster import running
from tests.servers.small_disk import small_disk

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN


def found(migrator: Migrator, check: str, **options: object) -> Finding:
    """Return what one check found."""
    report = migrator.precheck(options=PrecheckOptions(**options))  # type: ignore[arg-type]
    (one,) = (one for one in report.findings if one.check == check)
    return one


@contextmanager
def another(url: str) -> Iterator[Session]:
    """Give a session of somebody else's."""
    with closing(open_store(url).connect()) as session:
        yield session


@pytest.fixture
def pending(folder: Folder, every_database_url: str) -> Iterator[Migrator]:
    """Give a migrator with a table that is there, and one migration that changes it."""
    folder.table("1", "a")
    with Migrator(every_database_url, folder.path) as migrator:
        migrator.up()
        folder.add("2_more", "ALTER TABLE a ADD COLUMN y int;\nCREATE INDEX a_y ON a (y);\n")
        yield migrator


class TestWithoutAFault:
    def test_every_check_passes_or_says_what_it_cannot_see(self, pending: Migrator) -> None:
        report = pending.precheck()

        assert [one.check for one in report.findings] == list(CHECKS)
        assert (report.failed, report.warned) == ((), ())
        # The MySQL of these tests does not show its locks.
        assert {one.check for one in report.unknown} <= {"locks"}
        assert all(one.seen for one in report.findings)

    def test_it_changes_nothing(self, folder: Folder, every_database_url: str) -> None:
        folder.table("1", "a")
        with Migrator(every_database_url, folder.path) as migrator:
            migrator.precheck()

        if not every_database_url.startswith("sqlite"):
            with another(every_database_url) as session:
                assert session.locate("goofer_history") is None
        else:
            assert not Path(every_database_url.removeprefix("sqlite:///")).exists()

    def test_a_connection_of_a_pool_is_given_back(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        engine = create_engine(postgresql_url.replace("postgresql", "postgresql+psycopg"))
        migrator = Migrator(engine, folder.path)

        assert migrator.precheck().failed == ()
        assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        engine.dispose()

    def test_checks_can_be_left_out(self, pending: Migrator) -> None:
        report = pending.precheck(options=PrecheckOptions(skip=("clock", "backup")))

        assert {one.check for one in report.findings} == {*CHECKS} - {"clock", "backup"}

    def test_a_check_that_there_is_not_cannot_be_left_out(self, pending: Migrator) -> None:
        with pytest.raises(UsageError, match="no check 'clocks'"):
            pending.precheck(options=PrecheckOptions(skip=("clocks",)))


class TestThePhases:
    def test_what_waits_is_looked_at_when_it_is_asked_for(
        self, every_database_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        with Migrator(every_database_url, folder.path) as migrator:
            migrator.up()
            folder.add("2_gone", "-- goofer: phase contract\nALTER TABLE a DROP COLUMN x;\n")
            waits = {one.check: one for one in migrator.precheck().findings}
            goes = {one.check: one for one in migrator.precheck(phase="contract").findings}

        assert waits["history"].seen == "nothing is dirty, 0 to run, 1 waiting for a later --phase"
        assert goes["history"].seen == "nothing is dirty, 1 to run"
        assert waits["backup"].verdict is Verdict.SKIPPED
        assert (goes["backup"].verdict, goes["backup"].seen) == (
            UNKNOWN,
            "nothing says where backups are, and 2_gone loses data",
        )


class TestTheServer:
    @pytest.mark.parametrize("scheme", ["postgresql", "mysql+pymysql"])
    def test_one_that_does_not_answer_fails(self, scheme: str, folder: Folder) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            url = f"{scheme}://me:secret@127.0.0.1:{free.getsockname()[1]}/app"
        with Migrator(url, folder.path) as migrator:
            report = migrator.precheck()

        assert [(one.check, one.verdict) for one in report.findings] == [("server", FAIL)]
        assert "secret" not in report.failed[0].seen
        assert report.failed[0].todo

    def test_one_without_a_seat_left_fails(self, postgresql_url: str, folder: Folder) -> None:
        with role(postgresql_url, "CONNECTION LIMIT 2") as url:
            with Migrator(url, folder.path) as migrator:
                left = found(migrator, "connections")
                assert (left.verdict, left.seen) == (
                    FAIL,
                    "1 of 2 taken, 1 left; a run needs 3",
                )
            with another(url), another(url), Migrator(url, folder.path) as migrator:
                (server,) = migrator.precheck().findings
                assert (server.check, server.verdict) == ("server", FAIL)
                assert "too many connections" in server.seen

    def test_one_that_is_killed_in_the_middle_fails_once(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        assert postgresql_url
        folder.table("1", "a")
        with running() as server, Migrator(server.answer()["url"], folder.path) as migrator:
            # The command that says what is free ends the server, and all of its processes.
            number = server.process.pid
            kill = f"cmd:kill -9 {number} $(ps -o pid= --ppid {number}); echo 100000000000"
            report = migrator.precheck(options=PrecheckOptions(free_disk=kill))
            server.process.wait()

        (lost,) = report.failed
        assert lost.check == "server"
        assert lost.seen.startswith("it answered, and was lost in the middle: ")
        asked = [one.check for one in report.findings]
        assert asked == list(CHECKS)[: len(asked)]
        assert asked[-1] == "disk"

    def test_one_with_few_seats_left_warns(self, pending: Migrator) -> None:
        left = found(pending, "connections", connections_left=100_000)

        expected = PASS if pending.database.startswith("sqlite") else WARN
        assert left.verdict is expected

    def test_one_that_is_read_only_fails(self, postgresql_url: str, folder: Folder) -> None:
        with role(postgresql_url, "") as url, another(postgresql_url) as admin:
            name = url.partition("//")[2].partition("@")[0]
            admin.execute(f"ALTER ROLE {name} SET default_transaction_read_only = on")
            with Migrator(url, folder.path) as migrator:
                version = found(migrator, "version")

        assert version.verdict is FAIL
        assert "read-only" in version.seen


class Shifted(SystemClock):
    """A clock that is wrong."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        """Return another time."""
        return datetime.now(UTC) + self._by


class TestTheClock:
    @pytest.mark.parametrize(
        ("seconds", "verdict", "way"),
        [(3600, FAIL, "behind"), (-3600, FAIL, "ahead of"), (-7, WARN, "ahead of")],
    )
    def test_a_skew_is_told(
        self, every_database_url: str, folder: Folder, seconds: int, verdict: Verdict, way: str
    ) -> None:
        with Migrator(every_database_url, folder.path) as made:
            made.init()
        clock = Shifted(timedelta(seconds=seconds))
        with Migrator(every_database_url, folder.path, clock=clock) as migrator:
            skew = found(migrator, "clock")

        assert skew.verdict is verdict
        assert way in skew.seen


class TestTheHistory:
    def test_what_stopped_halfway_warns_as_a_run_goes_on_with_it(
        self, mysql: Migrator, folder: Folder
    ) -> None:
        folder.add("1_a", "CREATE TABLE a (x int);\nCREATE TABLE a (x int);")
        with suppress(Exception):
            mysql.up()

        dirty = found(mysql, "history")

        assert dirty.verdict is WARN
        assert "1_a is dirty at statement 2 of 2" in dirty.seen

    def test_what_keeps_a_run_from_starting_fails(
        self, every_database_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        with Migrator(every_database_url, folder.path) as migrator:
            migrator.up()
            folder.add("1_a", "CREATE TABLE other (x int)")
            folder.table("2", "b")
            edited = found(migrator, "history")

        assert edited.verdict is FAIL
        assert "1_a" in edited.seen

    def test_a_lease_of_another_run_warns_with_who_has_it(self, pending: Migrator) -> None:
        History(pending.session).create()
        table = LeaseTable(pending.session, "goofer_history")
        table.create()
        assert table.take(table.look(), "a token", "jo@host, process 7", "", 60)

        held = found(pending, "lease")

        assert held.verdict is WARN
        assert held.seen.startswith("jo@host, process 7 holds it since ")
        assert "goofer unlock" in held.todo


@contextmanager
def role(url: str, options: str) -> Iterator[str]:
    """Give the URL of a role of its own on a PostgreSQL server."""
    name = f"goofer_pre_{uuid4().hex[:8]}"
    with another(url) as admin:
        admin.execute(f"CREATE ROLE {name} LOGIN {options}")
        try:
            before, _, host = url.rpartition("@")
            yield f"{before.partition('//')[0]}//{name}@{host}"
        finally:
            admin.execute(f"DROP OWNED BY {name}")
            admin.execute(f"DROP ROLE {name}")


class TestRights:
    def test_a_table_of_somebody_elses_fails(self, postgresql_url: str, folder: Folder) -> None:
        with another(postgresql_url) as owner, role(postgresql_url, "") as url:
            owner.run("CREATE TABLE theirs (x int); GRANT ALL ON SCHEMA public TO PUBLIC;")
            folder.add("1_a", "ALTER TABLE theirs ADD COLUMN y int;\nDELETE FROM theirs;")
            with Migrator(url, folder.path) as migrator:
                refused = found(migrator, "rights")

                assert refused.verdict is FAIL
                assert refused.seen == "missing: ownership on theirs, DELETE on theirs"
                assert "GRANT DELETE ON theirs TO " in refused.todo

                owner.run(refused.todo)
                assert found(migrator, "rights").verdict is PASS
                migrator.up()

    def test_a_schema_that_takes_no_tables_of_this_role_fails(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        with role(postgresql_url, "") as url:
            folder.add(
                "1_a", "CREATE TABLE mine (x int);\nCREATE SCHEMA more;\nUPDATE later SET x = 1"
            )
            with another(postgresql_url) as owner, Migrator(url, folder.path) as migrator:
                owner.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
                refused = found(migrator, "rights")
                name = postgresql_url.rpartition("/")[2]
                assert (
                    refused.seen == f"missing: CREATE on schema public, CREATE on database {name}"
                )

                owner.run(refused.todo)
                assert found(migrator, "rights").verdict is PASS

    def test_an_extension_that_only_a_superuser_makes_fails(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        folder.add("1_a", "CREATE EXTENSION IF NOT EXISTS file_fdw;")
        with role(postgresql_url, "") as url, Migrator(url, folder.path) as migrator:
            with another(postgresql_url) as owner:
                owner.run("GRANT ALL ON SCHEMA public TO PUBLIC")
            assert found(migrator, "rights").seen == "missing: superuser on extension file_fdw"

    def test_a_user_who_may_only_read_fails(self, mysql_kind_url: str, folder: Folder) -> None:
        name = mysql_kind_url.rpartition("/")[2]
        user = f"reader_{uuid4().hex[:8]}"
        folder.add("1_a", "ALTER TABLE a ADD COLUMN y int;\nDELETE FROM a;\nSELECT * FROM a;")
        with another(mysql_kind_url) as admin:
            admin.execute("CREATE TABLE a (x int)")
            admin.execute(f"CREATE USER '{user}'@'%' IDENTIFIED BY 'pw'")
            admin.execute(f"GRANT SELECT ON {name}.* TO '{user}'@'%'")
            scheme, _, host = mysql_kind_url.partition("://")
            url = f"{scheme}://{user}:pw@{host.rpartition('@')[2]}"
            try:
                with Migrator(url, folder.path) as migrator:
                    refused = found(migrator, "rights")
                    assert refused.verdict is FAIL
                    assert f"ALTER on {name}.a" in refused.seen
                    assert f"GRANT ALTER ON `{name}`.* TO '{user}'@'%'" in refused.todo

                    admin.execute(
                        f"GRANT ALL ON `{name.replace('_', chr(92) + '_')}`.* TO '{user}'@'%'"
                    )
                    with Migrator(url, folder.path) as again:
                        assert found(again, "rights").verdict is PASS
            finally:
                admin.execute(f"DROP USER '{user}'@'%'")

    def test_a_file_that_cannot_be_written_fails(self, tmp_path: Path, folder: Folder) -> None:
        folder.table("1", "a")
        with small_disk(tmp_path / "disk") as place:
            url = f"sqlite:///{place}/app.db"
            with Migrator(url, folder.path) as migrator:
                migrator.up()
            folder.table("2", "b")
            subprocess.run(["mount", "-o", "remount,ro", place], check=True)
            with Migrator(url, folder.path) as migrator:
                refused = found(migrator, "rights")

        assert refused.verdict is FAIL
        assert refused.seen == f"missing: write on {place}/app.db, write on {place}"

    def test_code_and_blocks_are_not_taken_for_allowed(
        self, postgresql: Migrator, folder: Folder
    ) -> None:
        folder.add("1_a", "DO $$ BEGIN END $$;\nCREATE TABLE a (x int);")
        (folder.path / "2_b.py").write_text("def up(context):\n    pass\n")

        unread = found(postgresql, "rights")

        assert (unread.verdict, unread.seen) == (
            UNKNOWN,
            "nothing is missing; 2 statements could not be read for it",
        )


class TestTheDisk:
    def test_one_that_is_too_small_for_a_table_that_is_rewritten_fails(
        self, tmp_path: Path, folder: Folder
    ) -> None:
        folder.add("1_a", "CREATE TABLE a (x blob);\nINSERT INTO a VALUES (zeroblob(900000));")
        place = tmp_path / "disk"
        url = f"sqlite:///{place}/app.db"
        with small_disk(place), Migrator(url, folder.path) as migrator:
            migrator.up()
            folder.add("2_b", "CREATE TABLE b AS SELECT * FROM a;")
            need = found(migrator, "disk", disk_reserve=0.001)
            folder.add("2_b", "CREATE TABLE b (x int);")
            less = found(migrator, "disk", disk_reserve=0.001)
            reserve = found(migrator, "disk")

        assert (need.verdict, less.verdict, reserve.verdict) == (FAIL, PASS, FAIL)
        assert f" free in {place}, up to 1.8 MB needed" in need.seen

    def test_the_tablespace_of_the_database_is_what_counts(
        self, postgresql_url: str, tmp_path: Path, folder: Folder
    ) -> None:
        folder.add("1_a", "CREATE TABLE a (x int);")
        name = f"goofer_pre_{uuid4().hex[:8]}"
        with small_disk(tmp_path / "disk", "40m") as place, another(postgresql_url) as admin:
            for parent in place.parents:
                with suppress(PermissionError):
                    parent.chmod(parent.stat().st_mode | 0o555)
            ((data,),) = admin.query("SHOW data_directory")
            (place / "pg").mkdir()
            os.chown(place / "pg", Path(data).stat().st_uid, Path(data).stat().st_gid)
            admin.execute(f"CREATE TABLESPACE {name} LOCATION '{place}/pg'")
            admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 TABLESPACE {name}")
            try:
                with Migrator(postgresql_url.rpartition("/")[0] + f"/{name}", folder.path) as there:
                    small = found(there, "disk")
                with Migrator(postgresql_url, folder.path) as here:
                    large = found(here, "disk")
            finally:
                admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
                admin.execute(f"DROP TABLESPACE {name}")

        assert (small.verdict, large.verdict) == (FAIL, PASS)
        assert f" free in {place}/pg, " in small.seen

    @pytest.mark.parametrize(
        ("source", "verdict"),
        [("cmd:echo 1000", FAIL), ("SELECT 100000000000", PASS), ("cmd:echo a lot", UNKNOWN)],
    )
    def test_what_the_settings_say_is_believed(
        self, pending: Migrator, source: str, verdict: Verdict
    ) -> None:
        assert found(pending, "disk", free_disk=source).verdict is verdict

    def test_of_another_machine_it_says_that_it_cannot_see_it(
        self, pending: Migrator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if pending.database.startswith(("sqlite", "postgresql")):
            return
        monkeypatch.setattr(socket, "gethostname", lambda: "elsewhere")

        unseen = found(pending, "disk")

        assert unseen.verdict is UNKNOWN
        assert "SQL cannot ask for its disk" in unseen.seen
        assert "free_disk" in unseen.todo


class TestTheBackup:
    @pytest.mark.parametrize(
        ("hours", "content", "verdict"),
        [(1, "rows", PASS), (30, "rows", FAIL), (1, "", FAIL)],
    )
    def test_the_newest_file_is_looked_at(
        self, pending: Migrator, tmp_path: Path, hours: int, content: str, verdict: Verdict
    ) -> None:
        for name, age in (("old.dump", 900), ("new.dump", hours)):
            (tmp_path / name).write_text(content)
            then = time.time() - age * 3600
            os.utime(tmp_path / name, (then, then))

        last = found(pending, "backup", backup=str(tmp_path / "*.dump"))

        assert last.verdict is verdict
        assert "new.dump is " in last.seen

    def test_a_query_or_a_command_says_when(self, pending: Migrator) -> None:
        then = (datetime.now(UTC) - timedelta(hours=2)).isoformat()

        for source in (f"SELECT '{then}', 123456", f"cmd:echo {then} 123456"):
            last = found(pending, "backup", backup=source)
            assert (last.verdict, last.seen) == (PASS, "the last backup is 2 hours old, 123.5 kB")

    @pytest.mark.parametrize("source", ["cmd:exit 3", "cmd:echo yesterday", "no/such/*.dump"])
    def test_none_fails(self, pending: Migrator, source: str) -> None:
        assert found(pending, "backup", backup=source).verdict is FAIL


HOLDS = {"postgresql": "LOCK TABLE a IN ACCESS SHARE MODE", "sqlite": "UPDATE a SET x = x"}


class TestOthers:
    @pytest.mark.parametrize("kind", ["sqlite", "postgresql", "mysql", "mariadb"])
    def test_a_lock_on_what_is_changed_is_told_and_fails_when_it_lasts(
        self, request: pytest.FixtureRequest, folder: Folder, kind: str
    ) -> None:
        with showing_locks(request, kind) as url:
            folder.table("1", "a")
            with Migrator(url, folder.path) as migrator, another(url) as other:
                migrator.up()
                folder.add("2_more", "ALTER TABLE a ADD COLUMN y int;")
                assert found(migrator, "locks").verdict is PASS

                other.begin()
                other.query("SELECT * FROM a")
                other.execute(HOLDS.get(kind, "UPDATE a SET x = x + 1"))
                fresh = found(migrator, "locks", lock_held=600)
                time.sleep(1.1)
                lasting = found(migrator, "locks", lock_held=0.2)
                other.rollback()

                assert fresh.verdict is WARN
                assert "a" in fresh.seen
                assert lasting.verdict is (WARN if kind == "sqlite" else FAIL)
                assert found(migrator, "locks").verdict is PASS

    def test_a_mysql_that_shows_no_locks_says_so_and_fails_nothing(
        self, mysql_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        with Migrator(mysql_url, folder.path) as migrator:
            migrator.up()
            folder.add("2_more", "ALTER TABLE a ADD COLUMN y int;")
            report = migrator.precheck()

        (unseen,) = report.unknown
        assert (unseen.check, unseen.seen) == ("locks", "locks on tables are not shown")
        assert unseen.todo == "performance_schema = ON in my.cnf"
        assert report.refused(strict=True) == ()

    def test_a_role_that_is_shown_nothing_says_so(
        self, postgresql_url: str, folder: Folder
    ) -> None:
        with role(postgresql_url, "") as url, another(postgresql_url) as owner:
            owner.query("SELECT 1")
            with Migrator(url, folder.path) as migrator:
                unseen = found(migrator, "transactions")
                assert unseen.verdict is UNKNOWN
                assert unseen.seen == "2 sessions of other roles do not show what they do"

                name = url.partition("//")[2].partition("@")[0]
                owner.execute(unseen.todo.replace("this role", name))
                assert found(migrator, "transactions").verdict is PASS

    def test_what_others_write_is_told_without_its_texts(
        self, postgresql: Migrator, postgresql_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        postgresql.up()
        folder.add("2_more", "ALTER TABLE a ADD COLUMN y int;")
        with another(postgresql_url) as other:
            other.begin()
            other.query("SELECT x, 'hunter2' FROM a")
            seen = found(postgresql, "locks").seen

        assert "SELECT x, '...' FROM a" in seen
        assert "hunter2" not in seen

    def test_reading_does_not_keep_rows_from_being_changed(
        self, postgresql: Migrator, postgresql_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        postgresql.up()
        folder.add("2_more", "UPDATE a SET x = 2;")
        with another(postgresql_url) as other:
            other.begin()
            other.execute("UPDATE a SET x = 3")

            assert found(postgresql, "locks").verdict is PASS

    def test_a_prepared_transaction_is_seen_too(
        self, postgresql: Migrator, postgresql_url: str, folder: Folder
    ) -> None:
        folder.table("1", "a")
        postgresql.up()
        folder.add("2_more", "ALTER TABLE a ADD COLUMN y int;")
        name = f"pre_{uuid4().hex[:8]}"
        with another(postgresql_url) as other:
            other.begin()
            other.execute("UPDATE a SET x = 3")
            other.execute(f"PREPARE TRANSACTION '{name}'")
            try:
                assert f"prepared transaction '{name}'" in found(postgresql, "locks").seen
            finally:
                other.execute(f"ROLLBACK PREPARED '{name}'")

    @pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb"])
    @pytest.mark.parametrize(
        ("limits", "verdict"),
        [
            ({"long_transaction": 0.5}, FAIL),
            ({"idle_in_transaction": 0.5}, FAIL),
            ({"idle_in_transaction": 600, "long_transaction": 600}, PASS),
        ],
    )
    def test_a_transaction_that_is_open_for_long_is_told(
        self,
        request: pytest.FixtureRequest,
        folder: Folder,
        kind: str,
        limits: dict[str, float],
        verdict: Verdict,
    ) -> None:
        url = request.getfixturevalue(f"{kind}_url")
        folder.table("1", "a")
        with Migrator(url, folder.path) as migrator, another(url) as other:
            migrator.up()
            other.begin()
            other.execute("UPDATE a SET x = 2")
            time.sleep(2.1)
            open_ones = found(migrator, "transactions", **limits)
            other.rollback()

        assert open_ones.verdict is verdict


@contextmanager
def showing_locks(request: pytest.FixtureRequest, kind: str) -> Iterator[str]:
    """Give an empty database on a server that shows its locks, as servers do by themselves."""
    url: str = request.getfixturevalue(f"{kind}_url")
    if kind != "mysql":
        yield url
        return
    with mysql_cluster.running("mysql", "--performance-schema=ON") as server:
        own = server.answer()["url"]
        with another(f"{own}/mysql") as admin:
            admin.execute("CREATE DATABASE app")
        yield f"{own}/app"

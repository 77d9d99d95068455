"""Directives as they work in runs, on every database."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import pytest

from goofer_py.errors import DirtyOrDrifted, FileError, MigrationFailed, UsageError
from goofer_py.events import Event, MigrationWarned
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, tables

Make = Callable[..., Migrator]


@pytest.fixture
def on(every_database_url: str, folder: Folder) -> Make:
    return lambda **given: Migrator(every_database_url, folder.path, **given)


def test_what_a_migration_requires_is_named_before_anything_runs(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "-- goofer: requires 1, 3\nCREATE TABLE b (x int);")
    folder.table("3", "c")

    with pytest.raises(DirtyOrDrifted, match="2_b requires 3_c, and it comes later"):
        migrator.up()

    assert tables(migrator) == []


@pytest.mark.parametrize(
    ("need", "why"),
    [
        ("9", "3_c requires 9, and there is no such migration"),
        ("0", "3_c requires 0, and there is no such migration"),
        ("2", "requires 2_b, and it"),
    ],
)
def test_it_must_be_applied_and_be_there(
    migrator: Migrator, folder: Folder, need: str, why: str
) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    folder.add("3_c", f"-- goofer: requires {need}\nCREATE TABLE c (x int);")

    with pytest.raises(DirtyOrDrifted, match=why):
        migrator.run_migration("3")

    assert migrator.current_version() is None


def test_what_is_required_may_be_applied_already_or_in_the_same_run(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    migrator.up()
    folder.table("2", "b")
    folder.add("3_c", "-- goofer: requires 01, 2\nCREATE TABLE c (x int);")

    assert migrator.plan().versions == ("2", "3")
    assert migrator.up().versions == ("2", "3")


@pytest.mark.parametrize("down", ["DROP TABLE b;", None])
def test_what_is_irreversible_is_not_reverted(
    migrator: Migrator, folder: Folder, down: str | None
) -> None:
    folder.table("1", "a")
    folder.add("2_b", "-- goofer: irreversible rows are lost\nCREATE TABLE b (x int);", down)
    folder.table("3", "c")
    assert migrator.plan().migrations[1].notes == ("irreversible rows are lost",)
    (entry,) = [one for one in migrator.status().entries() if one.version == "2"]
    assert entry.notes == ("irreversible rows are lost",)
    migrator.up()

    for going in (lambda: migrator.down_to("zero"), lambda: migrator.plan("zero")):
        with pytest.raises(FileError, match="2_b is irreversible: rows are lost"):
            going()
    assert tables(migrator) == ["a", "b", "c"]
    folder.remove("2_b")
    with pytest.raises(FileError, match="2_b is irreversible: rows are lost"):
        migrator.down_to("1")
    assert tables(migrator) == ["a", "b", "c"]


def test_what_is_for_other_environments_is_skipped_and_told(on: Make, folder: Folder) -> None:
    folder.table("1", "a")
    folder.add("2_b", "-- goofer: environments dev, staging\nCREATE TABLE b (x int);")
    folder.table("3", "c")

    with on(settings={"environment": "production"}) as migrator:
        assert migrator.status().pending == {"1": "a", "3": "c"}
        result = migrator.up()
        status = migrator.status()

        assert (result.versions, result.skipped) == (("1", "3"), ("2_b",))
        assert [(e.version, e.state) for e in status.entries(everything=False)] == [
            ("2", "skipped")
        ]
        assert (status.pending, status.out_of_order) == ({}, ())
        assert migrator.pending_migrations() == []
        with pytest.raises(UsageError, match="2 is for dev and staging, and this is production"):
            migrator.run_migration("2")
    with on() as nameless:
        assert nameless.status().skipped == {"2": "b"}
    with on(settings={"environment": "staging"}) as staging:
        assert staging.status().out_of_order == ("2",)
        with pytest.raises(DirtyOrDrifted, match="Out of order: 2_b is older than 3"):
            staging.up()
        assert staging.up(allow_out_of_order=True).versions == ("2",)
        assert list(dict.fromkeys(r.version for r in staging.history())) == ["1", "3", "2"]


def test_what_is_skipped_does_not_fulfil_what_others_require(on: Make, folder: Folder) -> None:
    folder.add("1_a", "-- goofer: environments dev\nCREATE TABLE a (x int);")
    folder.add("2_b", "-- goofer: requires 1\nCREATE TABLE b (x int);")

    with on() as migrator, pytest.raises(DirtyOrDrifted, match="requires 1_a, and it is skipped"):
        migrator.up()


SLEEPS = {
    "sqlite": "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1e12)"
    " SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(20)",
    "mysql": "SELECT SLEEP(20) FROM information_schema.tables",
    "mariadb": "SELECT SLEEP(20) FROM information_schema.tables",
}


def limits_of(migrator: Migrator) -> list[object]:
    """Return the limits that the session has now."""
    asked = {
        "postgresql": "SELECT current_setting('statement_timeout'),"
        " current_setting('lock_timeout')",
        "mysql": "SELECT @@max_execution_time, @@lock_wait_timeout, @@innodb_lock_wait_timeout",
        "mariadb": "SELECT @@max_statement_time, @@lock_wait_timeout, @@innodb_lock_wait_timeout",
        "sqlite": "PRAGMA busy_timeout",
    }
    return [tuple(row) for row in migrator.session.query(asked[kind_of(migrator)])]


def kind_of(migrator: Migrator) -> str:
    return migrator.database.partition(":")[0].partition("+")[0]


LIMITS = {
    "postgresql": "CREATE TABLE b AS SELECT current_setting('statement_timeout') AS s,"
    " current_setting('lock_timeout') AS l",
    "mysql": "CREATE TABLE b AS SELECT @@max_execution_time AS s, @@lock_wait_timeout AS l,"
    " @@innodb_lock_wait_timeout AS i",
    "mariadb": "CREATE TABLE b AS SELECT @@max_statement_time AS s, @@lock_wait_timeout AS l,"
    " @@innodb_lock_wait_timeout AS i",
    "sqlite": "CREATE TABLE b AS SELECT timeout FROM pragma_busy_timeout",
}
FOUND = {
    "postgresql": ("7s", "3s"),
    "mysql": (7000, 3, 3),
    "mariadb": (7, 3, 3),
    "sqlite": (3000,),
}


@pytest.mark.parametrize("first", ["", "-- goofer: no-transaction\n"])
@pytest.mark.parametrize("together", [False, True])
def test_limits_hold_for_their_migration_alone(
    migrator: Migrator, folder: Folder, first: str, together: bool
) -> None:
    kind = kind_of(migrator)
    before = limits_of(migrator)
    script = f"-- goofer: timeout 7s\n-- goofer: lock-timeout 3s\n{LIMITS[kind]};"
    folder.add("1_a", first + script)
    if together and (first or kind in ("mysql", "mariadb")):
        with pytest.raises(UsageError, match="cannot be one transaction"):
            migrator.up(single_transaction=True)
        return

    migrator.up(single_transaction=together)

    (row,) = migrator.session.query("SELECT * FROM b")
    assert tuple(row) == FOUND[kind]
    assert limits_of(migrator) == before


@pytest.mark.parametrize("first", ["", "-- goofer: no-transaction\n"])
def test_what_takes_longer_than_its_timeout_is_ended(on: Make, folder: Folder, first: str) -> None:
    seen: list[Event] = []
    with on(observer=seen.append) as migrator:
        kind = kind_of(migrator)
        folder.add("1_a", f"{first}-- goofer: timeout 300ms\n{SLEEPS[kind]};")
        started = monotonic()

        with pytest.raises(MigrationFailed, match="1_a"):
            migrator.up()
        assert monotonic() - started < 10

    warned = [event.message for event in seen if isinstance(event, MigrationWarned)]
    assert bool(warned) == (kind == "mysql"), warned


def test_a_lock_is_waited_for_no_longer(on: Make, folder: Folder) -> None:
    folder.table("1", "a")
    folder.add("2_b", "-- goofer: lock-timeout 1s\nALTER TABLE a ADD COLUMN y int;")
    # A lease is waited for as long as its own settings say.
    with on(lease=None) as migrator, on() as other:
        migrator.up_to("1")
        other.session.begin()
        other.session.execute("UPDATE a SET x = 2")
        started = monotonic()
        with pytest.raises(Exception, match=r"(?i)lock"):
            migrator.up()
        taken = monotonic() - started
        other.session.rollback()

        assert taken < 10, "without it, SQLite would wait for 30 seconds, the others for longer"
        assert migrator.up().versions == ("2",)


def test_a_phase_is_kept_and_shown(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", "-- goofer: phase contract\nCREATE TABLE a (x int);")

    assert migrator.plan().migrations[0].notes == ("phase contract",)
    assert migrator.up().versions == ("1",)


VALUES = {
    "ALTER TYPE mood ADD VALUE 'new';\nCREATE TABLE a (m mood DEFAULT 'new');": True,
    "ALTER TYPE mood\n ADD VALUE IF NOT EXISTS 'it''s' AFTER 'old';\n"
    "CREATE TABLE a AS SELECT 'it''s'::mood AS m;": True,
    "ALTER TYPE \"mood\" ADD VALUE 'new';\nCREATE TABLE a (m mood DEFAULT 'old');": False,
    "ALTER TYPE mood ADD VALUE 'new';\nALTER TYPE mood ADD VALUE 'more' AFTER 'new';\n"
    "CREATE TABLE a (m mood);": False,
}


@pytest.mark.parametrize("script", VALUES)
def test_a_new_enum_value_is_committed_before_it_is_used(
    postgresql: Migrator, folder: Folder, script: str
) -> None:
    folder.add("1_mood", "CREATE TYPE mood AS ENUM ('old');")
    folder.add("2_a", script)

    postgresql.up()

    assert tables(postgresql) == ["a"]
    assert any(r.status == "dirty" for r in postgresql.history()) == VALUES[script]

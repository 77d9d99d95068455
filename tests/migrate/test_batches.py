"""Migrations in code that work in batches, on every database, and runs of them that were killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from goofer_py.errors import (
    DirtyOrDrifted,
    Interrupted,
    LockLost,
    MigrationFailed,
    UsageError,
)
from goofer_py.events import BatchDone, Event
from goofer_py.migrate.context import Context
from goofer_py.migrate.keyed import Key, read, written
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.progress import ProgressTable
from tests.migrate.conftest import Folder

RUN = """
import sys
from goofer_py.migrate.lease_options import LeaseOptions
from goofer_py.migrate.migrator import Migrator
url, folder, way = sys.argv[1:]
lease = LeaseOptions(ttl=1, heartbeat=0.3, tries=200, pause=0.05)
with Migrator(url, folder, lease=lease) as migrator:
    migrator.up() if way == "up" else migrator.down()
"""
EMAIL_HASH = '''
import os
from hashlib import sha256
from pathlib import Path

transaction = False
FUSE = Path(__file__).with_suffix(".fuse")


def hashed(row):
    if FUSE.exists() and row["id"] == int(FUSE.read_text()):
        FUSE.unlink()
        os.kill(os.getpid(), 9)
    return {"email_hash": sha256(row["email"].encode()).hexdigest(), "fills": row["fills"] + 1}


def up(context):
    context.once("""
        ALTER TABLE users ADD COLUMN email_hash VARCHAR(64);
        CREATE INDEX idx_users_email_hash ON users (email_hash);
    """)
    context.update_in_batches("users", hashed, columns=["email", "fills"], size=10)


def down(context):
    context.once(f"DROP INDEX idx_users_email_hash{context.settings['on']}")
    context.once("ALTER TABLE users DROP COLUMN email_hash")
'''
USERS = "CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(100) NOT NULL, fills INTEGER)"
ROWS = 45


@dataclass
class Users:
    """A table of users, and migrations of it."""

    url: str
    folder: Folder
    events: list[Event] = field(default_factory=list)

    def migrator(self) -> Migrator:
        lease = LeaseOptions(ttl=1, heartbeat=0.3, tries=200, pause=0.05)
        on = " ON users" if self.url.startswith(("mysql", "mariadb")) else ""
        return Migrator(
            self.url,
            self.folder.path,
            observer=self.events.append,
            lease=lease,
            settings={"on": on},
        )

    def make(self) -> None:
        rows = ", ".join(f"({n}, 'user{n}@example.org', 0)" for n in range(1, ROWS + 1))
        self.folder.add(
            "1_users", f"{USERS};\nINSERT INTO users VALUES {rows};", "DROP TABLE users"
        )
        with self.migrator() as migrator:
            migrator.up()
        self.events.clear()

    def write(self, text: str, title: str = "2_email_hash") -> Path:
        file = self.folder.path / f"{title}.py"
        file.write_text(text, encoding="utf-8")
        return file

    def run(self, way: str = "up") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", RUN, self.url, str(self.folder.path), way]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with self.migrator() as migrator:
            return migrator.session.query(sql)

    def batches(self) -> list[BatchDone]:
        return [event for event in self.events if isinstance(event, BatchDone)]

    def up(self) -> tuple[str, ...]:
        with self.migrator() as migrator:
            return migrator.up().versions


@pytest.fixture
def users(every_database_url: str, folder: Folder) -> Users:
    users = Users(every_database_url, folder)
    users.make()
    return users


@pytest.fixture
def sqlite_users(tmp_path: Path, folder: Folder) -> Users:
    users = Users(f"sqlite:///{tmp_path / 'app.db'}", folder)
    users.make()
    return users


class Custom:
    """A migration in code whose way up is given."""

    transaction = False

    def __init__(self, change: object, **options: object) -> None:
        self.change, self.options = change, options
        self.done = 0

    def up(self, context: Context) -> None:
        self.done = context.update_in_batches("users", self.change, **self.options)  # type: ignore[arg-type]

    def down(self, context: Context) -> None:
        context.execute("UPDATE users SET fills = 0")


def left_over(migrator: Migrator) -> list[object]:
    return [*ProgressTable(migrator.session, "goofer_history", "2", "up").steps()]


def test_a_column_is_added_filled_row_by_row_and_taken_away_again(users: Users) -> None:
    users.write(EMAIL_HASH)
    users.folder.add("3_after", "UPDATE users SET fills = fills + 10", "UPDATE users SET fills = 1")

    assert users.up() == ("2", "3")

    found = users.rows("SELECT id, email, email_hash, fills FROM users ORDER BY id")
    assert [row[3] for row in found] == [11] * ROWS
    assert all(row[2] == sha256(str(row[1]).encode()).hexdigest() for row in found)
    assert [event.done for event in users.batches()] == [10, 20, 30, 40, 45]
    assert {event.total for event in users.batches()} == {ROWS}
    assert {event.step for event in users.batches()} == {"update users"}
    with users.migrator() as migrator:
        assert left_over(migrator) == []
        assert migrator.down(2).versions == ("3", "2")
        assert migrator.status().current == "1"
    with users.migrator() as migrator:
        assert migrator.up().versions == ("2", "3")


@pytest.mark.parametrize(
    "row", [1, *(pytest.param(row, marks=pytest.mark.long) for row in (25, 30)), 45]
)
def test_what_a_killed_run_had_filled_is_not_filled_again(users: Users, row: int) -> None:
    file = users.write(EMAIL_HASH)
    file.with_suffix(".fuse").write_text(str(row))

    assert users.run().returncode == -signal.SIGKILL

    done = (row - 1) // 10 * 10
    filled = users.rows("SELECT count(*) FROM users WHERE email_hash IS NOT NULL")
    assert filled == [(done,)]
    with users.migrator() as migrator:
        dirty = migrator.status().dirty
        assert f"(update users): {done} of {ROWS} rows (up)" in str(dirty)
        assert users.up() == ("2",)
        assert migrator.status().dirty is None
        assert left_over(migrator) == []
    assert users.rows("SELECT DISTINCT fills FROM users") == [(1,)]
    assert next(event.done for event in users.batches()) == min(done + 10, ROWS)


def test_what_failed_goes_on_after_the_last_batch(users: Users) -> None:
    def change(row: dict[str, object]) -> dict[str, object]:
        if row["id"] == 25 and not fixed:
            raise ValueError("25 is wrong")
        return {"fills": int(str(row["fills"])) + 1}

    fixed: list[bool] = []
    with users.migrator() as migrator:
        migrator.register_custom_migration("2", Custom(change, columns=["fills"], size=10))
        with pytest.raises(MigrationFailed, match="25 is wrong") as error:
            migrator.up()
        assert "20 of 45 rows" in error.value.message
        assert not error.value.undone
        assert "20 of 45 rows" in str(migrator.status().dirty)
        fixed.append(True)
        assert migrator.up().versions == ("2",)
        assert migrator.session.query("SELECT DISTINCT fills FROM users") == [(1,)]


def test_sql_changes_the_rows_that_are_meant_batch_by_batch(users: Users) -> None:
    custom = Custom("fills = fills + 1", where="id > ? AND id <= ?", parameters=[10, 40], size=7)
    with users.migrator() as migrator:
        migrator.register_custom_migration("2", custom)
        migrator.up()
        assert custom.done == 30
        counted = "SELECT fills, count(*) FROM users GROUP BY fills ORDER BY fills"
        assert migrator.session.query(counted) == [(0, 15), (1, 30)]
    assert [event.done for event in users.batches()] == [7, 14, 21, 28, 30]


def test_a_key_of_several_columns_leaves_no_row_out(users: Users) -> None:
    seen: list[tuple[object, ...]] = []

    def change(row: dict[str, object]) -> None:
        seen.append((row["fills"], row["id"]))

    with users.migrator() as migrator:
        migrator.session.execute("UPDATE users SET fills = id / 20")
        migrator.register_custom_migration("2", Custom(change, key=("fills", "id"), size=4))
        migrator.up()
        expected = migrator.session.query("SELECT fills, id FROM users ORDER BY fills, id")
    assert seen == expected


@pytest.mark.parametrize(
    ("key", "change", "said"),
    [("fills", "fills = 0", "the same key"), ("fills", "id = id", "no value in their key")],
)
def test_a_key_that_would_leave_rows_out_is_refused(
    users: Users, key: str, change: str, said: str
) -> None:
    with users.migrator() as migrator:
        if "value" in said:
            migrator.session.execute("UPDATE users SET fills = NULL WHERE id = 9")
        migrator.register_custom_migration("2", Custom(change, key=key, size=10))
        with pytest.raises(MigrationFailed, match=said):
            migrator.up()


def test_a_signal_ends_it_between_two_batches(users: Users) -> None:
    def change(row: dict[str, object]) -> dict[str, object]:
        if row["id"] == 15 and not raised:
            raised.append(True)
            signal.raise_signal(signal.SIGTERM)
        return {"fills": int(str(row["fills"])) + 1}

    raised: list[bool] = []
    with users.migrator() as migrator:
        migrator.register_custom_migration("2", Custom(change, columns=["fills"], size=10))
        with pytest.raises(Interrupted, match="20 of 45 rows"):
            migrator.up()
        assert migrator.up().versions == ("2",)
        assert migrator.session.query("SELECT DISTINCT fills FROM users") == [(1,)]


def test_a_run_that_lost_its_lease_commits_no_further_batch(users: Users) -> None:
    def change(row: dict[str, object]) -> dict[str, object]:
        if row["id"] == 10:
            with users.migrator() as other:
                seen = other.holder()
                assert seen is not None
                lost.append(other.unlock(seen))
        return {"fills": 1}

    lost: list[bool] = []
    if users.url.startswith("sqlite"):
        # Nobody else can write while a batch does: it is ended after it.
        def observe(event: Event) -> None:
            if isinstance(event, BatchDone) and event.done == 10:
                with users.migrator() as other:
                    seen = other.holder()
                    assert seen is not None
                    lost.append(other.unlock(seen))

        migrator = Migrator(users.url, users.folder.path, observer=observe)
        migrator.register_custom_migration("2", Custom("fills = 1", size=10))
    else:
        migrator = users.migrator()
        migrator.register_custom_migration("2", Custom(change, size=10))
    with migrator, pytest.raises(LockLost):
        migrator.up()
    assert lost == [True]
    (found,) = users.rows("SELECT count(*) FROM users WHERE fills = 1")
    # In the transaction of the batch that lost it, and on SQLite in that of the next one.
    assert found[0] == (10 if users.url.startswith("sqlite") else 0)


def test_batches_are_refused_in_a_transaction(users: Users) -> None:
    custom = Custom("fills = 1")
    custom.transaction = True
    with users.migrator() as migrator:
        migrator.register_custom_migration("2", custom)
        with pytest.raises(MigrationFailed, match="runs in one transaction"):
            migrator.up()
        assert migrator.status().dirty is None


def test_batches_are_refused_in_a_run_that_is_one_transaction(sqlite_users: Users) -> None:
    with sqlite_users.migrator() as migrator:
        migrator.register_custom_migration("2", Custom("fills = 1"))
        with pytest.raises(UsageError, match="outside of a transaction"):
            migrator.up(single_transaction=True)


def test_the_same_statement_twice_runs_twice(users: Users) -> None:
    users.write(
        "transaction = False\n"
        "def up(context):\n"
        "    context.once('UPDATE users SET fills = fills + 1')\n"
        "    context.once('UPDATE users SET fills = fills + 1')\n"
        "    context.update_in_batches('users', 'fills = fills + 1', size=30)\n"
        "    context.update_in_batches('users', 'fills = fills + 1', size=30)\n"
        "def down(context): pass\n"
    )
    users.up()

    assert users.rows("SELECT DISTINCT fills FROM users") == [(4,)]


@pytest.mark.parametrize("transaction", [True, False])
def test_rows_come_in_lists_while_they_are_changed(users: Users, transaction: bool) -> None:
    sizes: list[int] = []
    seen: list[int] = []

    class Reads(Custom):
        def up(self, context: Context) -> None:
            select = "SELECT id, email FROM users WHERE id > ? ORDER BY id DESC"
            for rows in context.batched(select, 20, 3):
                sizes.append(len(rows))
                seen.extend(row[0] for row in rows)
                for id_, _ in rows:
                    context.execute("UPDATE users SET id = ? WHERE id = ?", id_ + 1000, id_)

    custom = Reads("")
    custom.transaction = transaction
    with users.migrator() as migrator:
        migrator.register_custom_migration("2", custom)
        migrator.up()
    assert sizes == [20, 20, 2]
    assert seen == list(range(ROWS, 3, -1))


def test_the_context_has_settings_that_stay_and_a_logger(sqlite_users: Users) -> None:
    class Looks:
        def up(self, context: Context) -> None:
            self.found = context.settings["on"], context.logger.name
            with pytest.raises(TypeError):
                context.settings["on"] = 1  # type: ignore[index]

    custom = Looks()
    with sqlite_users.migrator() as migrator:
        migrator.register_custom_migration("2", custom)  # type: ignore[arg-type]
        migrator.up()
    assert custom.found == ("", "goofer_py.migrations.2")


@pytest.mark.parametrize(
    "key",
    [
        (1, "a'b"),
        (2**80, b"\x00\xff"),
        (Decimal("1.50"), 0.1),
        (UUID(int=7), date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, 6, UTC)),
    ],
)
def test_a_key_is_read_as_it_was_written(key: Key) -> None:
    assert read(written(key)) == key
    assert [type(value) for value in read(written(key))] == [type(value) for value in key]


def test_a_key_that_cannot_be_kept_is_refused() -> None:
    with pytest.raises(UsageError, match="type list"):
        written(([1],))


def slices(rows: Iterator[list[tuple[object, ...]]]) -> list[int]:
    return [len(some) for some in rows]


def test_a_slice_has_at_least_one_row(sqlite_users: Users) -> None:
    with sqlite_users.migrator() as migrator:
        context = Context(migrator.session, "1")
        with pytest.raises(UsageError):
            context.batched("SELECT 1", 0)
        assert slices(context.batched("SELECT id FROM users WHERE id > ?", 40, 3)) == [40, 2]
        assert slices(context.batched("SELECT id FROM users WHERE id > 99", 40)) == []


def test_a_statement_of_a_transaction_is_refused_in_a_script_that_runs_once(
    sqlite_users: Users,
) -> None:
    sqlite_users.write(
        "transaction = False\ndef up(context):\n    context.once('BEGIN; SELECT 1; COMMIT')\n"
    )
    with pytest.raises(MigrationFailed, match="has none of its own"):
        sqlite_users.up()


def test_another_direction_waits_for_what_is_half_done(users: Users) -> None:
    file = users.write(EMAIL_HASH)
    file.with_suffix(".fuse").write_text("15")
    users.run()

    with users.migrator() as migrator, pytest.raises(DirtyOrDrifted, match="10 of 45 rows"):
        migrator.down()


ENDED = """
import os
from pathlib import Path

transaction = False
FUSE = Path(__file__).with_suffix(".fuse")


def up(context):
    if FUSE.exists():
        FUSE.unlink()
        context.steps._table.write = lambda *_: os.kill(os.getpid(), 9)
    context.once("ALTER TABLE users ADD COLUMN code VARCHAR(10)")
    context.once("UPDATE users SET fills = fills + 1")


def down(context):
    context.once("ALTER TABLE users DROP COLUMN code")
"""


def test_a_statement_that_ran_and_was_not_recorded_does_not_run_again(users: Users) -> None:
    file = users.write(ENDED)
    file.with_suffix(".fuse").touch()

    assert users.run().returncode == -signal.SIGKILL

    assert users.up() == ("2",)
    assert users.rows("SELECT DISTINCT fills, code FROM users") == [(1, None)]


SERIES = {
    "postgresql": "SELECT n, repeat('x', 200) FROM generate_series(1, 100000) n",
    "sqlite": (
        "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 100000)"
        " SELECT n, printf('%.200c', 'x') FROM s"
    ),
    "mysql": (
        "SELECT a.id * 10000 + b.id * 1000 + c.id * 100 + d.id * 10 + e.id, repeat('x', 200)"
        " FROM ten a JOIN ten b JOIN ten c JOIN ten d JOIN ten e"
    ),
}


def test_a_large_table_is_read_in_little_memory(users: Users) -> None:
    kind = users.url.partition(":")[0].partition("+")[0]
    with users.migrator() as migrator:
        context = Context(migrator.session, "1")
        context.run("CREATE TABLE ten (id INTEGER); CREATE TABLE large (id INTEGER, t TEXT)")
        context.execute(f"INSERT INTO ten VALUES {', '.join(f'({n})' for n in range(10))}")
        context.execute(f"INSERT INTO large {SERIES['mysql' if kind == 'mariadb' else kind]}")
        tracemalloc.start()
        try:
            rows = sum(map(len, context.batched("SELECT * FROM large", 1000)))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert rows == 100_000
    # All of the rows take more than 25 MB.
    assert peak < 4_000_000

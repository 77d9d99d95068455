"""Two versions of a program at work through all phases of a change: nothing fails, nothing is lost.

`GOOFER_LOAD_SECONDS` makes each step longer, GOOFER_LOAD_ROWS the table larger; what was counted is
printed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import GooferError
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.patience import Patience
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.generate.conftest import Workshop

SECONDS = float(os.environ.get("GOOFER_LOAD_SECONDS", "0.7"))
ROWS = int(os.environ.get("GOOFER_LOAD_ROWS", "5000"))
PATIENCE = Patience(lock_timeout=2, lock_retries=20, pause=0.1)
WRITERS = 2
_LONGEST = 5.0
"""What no statement may take, in seconds: a lock that is held for a whole step would be longer."""


@pytest.fixture(
    params=[
        pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("postgresql", "mariadb")
    ]
)
def workshop(request: pytest.FixtureRequest, tmp_path: Path) -> Workshop:
    return Workshop(request.getfixturevalue(f"{request.param}_url"), tmp_path / "migrations")


@dataclass(frozen=True)
class Form:
    """What a program knows: a column, the values that it writes, and what each row stands by."""

    table: str
    column: str
    value: Callable[[int], object]
    parent: str = ""


@dataclass
class Program:
    """One version of a program, which knows one form of the table, on a connection of its own."""

    url: str
    form: Form
    base: int
    wrote: dict[int, object] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    requests: int = 0
    longest: float = 0.0

    def work(self, stop: Event) -> None:
        """Insert, update and read until it is stopped; each is one request."""
        session = open_store(self.url).connect()
        table, column, form = self.form.table, self.form.column, self.form
        number = 0
        while not stop.is_set():
            number += 1
            key, value = self.base + number, form.value(number)
            if form.parent:
                self._request(session, f"INSERT INTO {form.parent} (id) VALUES (?)", key)
            insert = f"INSERT INTO {table} (id, {column}) VALUES (?, ?)"
            self._request(session, insert, key, value)
            self.wrote[key] = value
            if number % 3 == 0:
                changed = form.value(number + 1)
                update = f"UPDATE {table} SET {column} = ? WHERE id = ?"
                self._request(session, update, changed, key - 1)
                self.wrote[key - 1] = changed
            select = f"SELECT {column} FROM {table} WHERE id = ?"
            found = self._request(session, select, key)
            if found != [(value,)]:
                self.failed.append(f"wrote {value!r} for {key}, and read {found}")
        session.close()

    def _request(self, session: Session, sql: str, *values: object) -> object:
        started = monotonic()
        try:
            if sql.startswith("SELECT"):
                return session.query(sql, values)
            return session.execute(sql, values)
        except GooferError as error:
            self.failed.append(f"{sql}: {error.message}")
            return None
        finally:
            self.requests += 1
            self.longest = max(self.longest, monotonic() - started)


@contextmanager
def running(programs: list[Program]) -> Iterator[None]:
    """Let programs work while the block runs, and for a while after it."""
    stop = Event()
    threads = [Thread(target=program.work, args=(stop,)) for program in programs]
    for thread in threads:
        thread.start()
    try:
        sleep(SECONDS)
        yield
        sleep(SECONDS)
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def table(*columns: sa.Column[object], name: str = "t", **more: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    key = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
    sa.Table(name, metadata, key, *columns, **more)
    return metadata


def with_notes() -> sa.MetaData:
    """Declare a table whose notes are in another one, which came from the first."""
    metadata = table()
    key = sa.Column("id", sa.Integer, sa.ForeignKey("t.id"), primary_key=True, autoincrement=False)
    note = sa.Column("note", sa.String(60), info={"goofer": {"moved_from": "t.note"}})
    sa.Table("notes", metadata, key, note)
    return metadata


CHANGES: dict[str, tuple[sa.MetaData, sa.MetaData, Form, Form, str]] = {
    "a column is renamed": (
        table(sa.Column("email", sa.String(60), nullable=False, index=True)),
        table(
            sa.Column(
                "mail",
                sa.String(60),
                nullable=False,
                index=True,
                info={"goofer": {"renamed_from": "email"}},
            )
        ),
        Form("t", "email", lambda number: f"old {number}"),
        Form("t", "mail", lambda number: f"new {number}"),
        "'m'",
    ),
    "the type of a column changes": (
        table(sa.Column("size", sa.Integer, nullable=False)),
        table(sa.Column("size", sa.BigInteger, nullable=False)),
        Form("t", "size", lambda number: number),
        Form("t", "size", lambda number: number * 2),
        "7",
    ),
    "a table is renamed": (
        table(sa.Column("email", sa.String(60), nullable=False, index=True)),
        table(
            sa.Column("email", sa.String(60), nullable=False, index=True),
            name="people",
            info={"goofer": {"renamed_from": "t"}},
        ),
        Form("t", "email", lambda number: f"old {number}"),
        Form("people", "email", lambda number: f"new {number}"),
        "'m'",
    ),
    "a table is split": (
        table(sa.Column("note", sa.String(60))),
        with_notes(),
        Form("t", "note", lambda number: f"old {number}"),
        Form("notes", "note", lambda number: f"new {number}", "t"),
        "'m'",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_no_request_fails_and_no_write_is_lost(workshop: Workshop, change: str) -> None:
    before, after, old, new, value = CHANGES[change]
    workshop.generate(before)
    workshop.migrate()
    for first in range(0, ROWS, 500):
        rows = ", ".join(f"({-key}, {value})" for key in range(first + 1, first + 501))
        workshop.run(f"INSERT INTO {old.table} (id, {old.column}) VALUES {rows}")
    workshop.generate(after, online=True)
    programs: list[Program] = []

    def of(kind: Form) -> list[Program]:
        made = [
            Program(workshop.url, kind, (len(programs) + n + 1) * 1_000_000) for n in range(WRITERS)
        ]
        programs.extend(made)
        return made

    with Migrator(workshop.url, workshop.directory, patience=PATIENCE) as migrator:
        with running(of(old)):
            migrator.up()
        with running([*of(old), *of(new)]):
            pass
        with running(of(new)):
            migrator.continue_phases()

    requests = sum(one.requests for one in programs)
    longest = max(one.longest for one in programs)
    sys.stdout.write(f"{change}: {requests} requests, longest {longest * 1000:.0f} ms\n")
    failed = [said for one in programs for said in one.failed]
    assert failed == [], failed[0]
    found = dict(workshop.rows(f"SELECT id, {new.column} FROM {new.table} WHERE id > 0"))
    assert found == {key: value for one in programs for key, value in one.wrote.items()}
    count = f"SELECT count(*), count({new.column}) FROM {new.table} WHERE id < 0"
    assert workshop.rows(count) == [(ROWS, ROWS)]
    assert longest < _LONGEST
    assert requests > 50

"""Who waits for the writer of a SQLite file: what LT113 tells of, seen by a second connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from tests.hazards.case import Case, cases

WRITES = "INSERT INTO users (mail) VALUES ('of another program')"
Pair = tuple[sqlite3.Connection, sqlite3.Connection]


def _of(kind: str) -> list[Case]:
    return [one for one in cases() if (one.rule, one.kind) == ("LT113", kind)]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Give two connections to one file: a migration's, which waits, and a program's."""
    migration = sqlite3.connect(tmp_path / "shop.db", isolation_level=None, timeout=20)
    program = sqlite3.connect(tmp_path / "shop.db", isolation_level=None, timeout=0)
    yield migration, program
    migration.close()
    program.close()


def statements(case: Case) -> list[str]:
    return [one.text for one in split(case.sql, get_dialect("sqlite").syntax)]


@pytest.mark.parametrize("case", _of("caught"), ids=lambda case: case.id)
def test_no_other_writer_gets_in(case: Case, pair: Pair) -> None:
    migration, program = pair
    migration.executescript(case.given)
    own = "BEGIN" in case.sql
    for one in ["BEGIN", *statements(case)] if not own else statements(case)[:-1]:
        migration.execute(one)

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        program.execute(WRITES)

    migration.execute("COMMIT")
    program.execute(WRITES)


@pytest.mark.parametrize(
    "case",
    [one for one in (*_of("caught"), *_of("passed")) if "BEGIN" in one.sql],
    ids=lambda c: c.id,
)
def test_what_has_read_before_it_writes_fails_at_once(case: Case, pair: Pair) -> None:
    migration, program = pair
    migration.executescript(f"PRAGMA journal_mode = WAL; {case.given}")
    begin, read, write, _ = statements(case)
    migration.execute(begin)
    migration.execute(read).fetchall()
    started = monotonic()
    if case.kind == "passed":
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            program.execute(WRITES)
        migration.execute(write)
        return
    program.execute(WRITES)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        migration.execute(write)
    assert monotonic() - started < 10, "it waited, though it could not get in"

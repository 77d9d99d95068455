"""What the rules of SQLite tell of, seen on a real SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from tests.hazards.case import Case, cases

_OF_SQLITE = ("LT", "DD115")


def _of(kind: str) -> list[Case]:
    found = [one for one in cases() if one.kind == kind and one.rule.startswith(_OF_SQLITE)]
    return [one for one in found if not one.unmeasured]


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.execute("PRAGMA foreign_keys = ON")
    yield opened
    opened.close()


def _run(connection: sqlite3.Connection, case: Case) -> None:
    """Run a case as a migration is run: what it says before all else comes first."""
    connection.executescript(case.given)
    statements = [one.text for one in split(case.sql, get_dialect("sqlite").syntax)]
    own = "goofer: no-transaction" in case.sql or "BEGIN" in statements
    while statements[:1] == ["PRAGMA foreign_keys = OFF"]:
        connection.execute(statements.pop(0))
    if not own:
        connection.execute("BEGIN")
    for one in statements:
        connection.execute(one)
    if connection.in_transaction:
        connection.execute("COMMIT")


@pytest.mark.parametrize("case", _of("caught"), ids=lambda case: case.id)
def test_what_is_caught_happens(case: Case, connection: sqlite3.Connection) -> None:
    if case.fails:
        with pytest.raises(sqlite3.Error, match=case.fails):
            _run(connection, case)
        return
    _run(connection, case)
    assert case.asks, "the case says neither how it fails, nor what is to be seen"
    assert case.gives in str(connection.execute(case.asks).fetchone()[0])


@pytest.mark.parametrize("case", _of("passed"), ids=lambda case: case.id)
def test_the_safe_way_works(case: Case, connection: sqlite3.Connection) -> None:
    _run(connection, case)
    if case.asks:
        assert case.gives in str(connection.execute(case.asks).fetchone()[0])

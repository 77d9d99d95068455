"""What becomes of the cases of some rules on their databases: refused, or with what result."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pymysql
import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from tests.hazards import measure, measure_mysql
from tests.hazards.case import Case, cases

RULES = ("BC117", "BC120", "DD109", "DD113")
REFUSED = (psycopg.Error, pymysql.Error, sqlite3.Error)
Run = Callable[[str], Sequence[Sequence[Any]]]


def _seen() -> list[Case]:
    return [one for one in cases() if one.rule in RULES and not one.unmeasured]


@contextmanager
def database(case: Case, request: pytest.FixtureRequest) -> Iterator[Run]:
    """Give what runs a statement in an empty database, and returns its rows."""
    if case.database == "sqlite":
        memory = sqlite3.connect(":memory:", isolation_level=None)
        yield lambda sql: memory.execute(sql).fetchall()
        memory.close()
        return
    url = request.getfixturevalue(f"{case.database}_url")
    if case.database == "postgresql":
        with measure.emptied(url) as connection:

            def run(sql: str) -> Sequence[Sequence[Any]]:
                cursor = connection.execute(sql.encode())
                return cursor.fetchall() if cursor.description else ()

            yield run
        return
    with measure_mysql.opened(url) as cursor:
        measure_mysql.emptied(cursor)

        def asked(sql: str) -> Sequence[Sequence[Any]]:
            cursor.execute(sql)
            return cursor.fetchall()

        yield asked


@pytest.mark.parametrize("case", _seen(), ids=lambda case: case.id)
def test_what_a_rule_says_of_a_script_comes_true(
    case: Case, request: pytest.FixtureRequest
) -> None:
    given, sql = (split(text, get_dialect(case.database).syntax) for text in (case.given, case.sql))
    with database(case, request) as run:
        _all(run, given)
        if case.fails:
            with pytest.raises(REFUSED, match=case.fails):
                _all(run, sql)
            return
        _all(run, sql)
        assert case.kind == "passed" or case.asks, "the case says neither how it fails, nor more"
        if case.asks:
            assert case.gives in str(run(case.asks)[0][-1])


def _all(run: Run, statements: Iterable[Statement]) -> None:
    for one in statements:
        run(one.text)

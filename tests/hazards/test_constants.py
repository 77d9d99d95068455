"""Conditions that a constant is held against: a real SQLite says what is true."""

from __future__ import annotations

import sqlite3

import pytest

from goofer_py.hazards.constants import Undecided, constant, violates

CONDITIONS = (
    "a > 0",
    "a >= 5 AND a < 10",
    "a < 0 OR a = 5",
    "NOT a = 5",
    "NOT (a > 3 AND a < 7)",
    "a IN (1, 2, 5)",
    "a NOT IN (1, 2)",
    "a BETWEEN 1 AND 4",
    "a NOT BETWEEN 1 AND 4",
    "a IS NULL",
    "a IS NOT NULL",
    "(a > 0) AND ((a < 9))",
    "a <> 5 OR a IS NULL",
    "-a < 0",
    "length('abc') > 2",
    "'x' IN ('y', 'x')",
    "upper('x') = 'X' AND a != 7",
)


@pytest.mark.parametrize("value", ["5", "-1", "0", "7.5", "NULL"])
@pytest.mark.parametrize("condition", CONDITIONS)
def test_it_is_violated_where_sqlite_says_so(condition: str, value: str) -> None:
    with sqlite3.connect(":memory:") as database:
        said = database.execute(f"SELECT ({condition}) FROM (SELECT {value} AS a)").fetchone()[0]

    if violates(condition, "a", constant(value), exact=True):
        assert said == 0
    elif condition != "-a < 0":  # Only constants have a sign here.
        assert said != 0


@pytest.mark.parametrize(
    ("condition", "default", "violated"),
    [
        ("((state)::text = ANY ((ARRAY['a'::character varying, 'b'::text])::text[]))", "'c'", True),
        (
            "((state)::text = ANY ((ARRAY['a'::character varying, 'b'::text])::text[]))",
            "'a'",
            False,
        ),
        ("char_length(state) <= 3", "'abcd'::character varying", True),
        ("state > 'b'", "'a'", False),
        ("state ~ '^a'", "'b'", False),
        ("size > 0 AND state IN ('a')", "'b'", False),
        ("state = other", "'b'", False),
        ("`state` IN ('a')", "'b'", True),
        ("\"state\" <> 'a'", "'a'", True),
        ("state = 5", "'a'", False),
    ],
)
def test_what_is_not_sure_is_not_claimed(condition: str, default: str, violated: bool) -> None:
    assert violates(condition, "state", constant(default), exact=True) is violated


@pytest.mark.parametrize(("exact", "violated"), [(True, True), (False, False)])
def test_case_counts_where_the_database_says_so(exact: bool, violated: bool) -> None:
    assert violates("state IN ('new')", "state", constant("'NEW'"), exact=exact) is violated


@pytest.mark.parametrize(
    "default", ["now()", "CURRENT_TIMESTAMP", "nextval('s')", "1 + 1", "", "'"]
)
def test_what_is_no_constant_is_told(default: str) -> None:
    with pytest.raises(Undecided):
        constant(default)

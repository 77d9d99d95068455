"""Definitions are taken apart where they are apart, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.stores.clickhouse.altering import elements
from goofer_py.stores.clickhouse.catalog import COLUMN_CLAUSES, TABLE_CLAUSES, Column, relation_of
from goofer_py.stores.clickhouse.fitting import refusal
from goofer_py.stores.clickhouse.quoting import quoted, text
from goofer_py.stores.clickhouse.wording import (
    clauses,
    first_name,
    in_brackets,
    plain,
    split,
    without_database,
)


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("a, b", ["a", "b"]),
        ("f(a, b), [c, d], {'e': 1, 'f': 2}", ["f(a, b)", "[c, d]", "{'e': 1, 'f': 2}"]),
        (r"'a, \', b', `c, d`, 'e'', f'", [r"'a, \', b'", "`c, d`", "'e'', f'"]),
        ("", []),
    ],
)
def test_commas_separate_outside_of_brackets_and_quotes(said: str, parts: list[str]) -> None:
    assert split(said) == parts


def test_clauses_begin_with_their_words_outside_of_brackets_and_quotes() -> None:
    said = "String DEFAULT concat('TTL ', x, (SELECT 1 COMMENT)) COMMENT 'CODEC(a)' CODEC(ZSTD(1))"
    assert clauses(said, COLUMN_CLAUSES) == {
        "": "String",
        "DEFAULT": "concat('TTL ', x, (SELECT 1 COMMENT))",
        "COMMENT": "'CODEC(a)'",
        "CODEC": "(ZSTD(1))",
    }
    said = "ENGINE = MergeTree PARTITION BY toYYYYMM(d) ORDER BY (a, b DESC) TTL d + 1 WHERE x > 1"
    assert clauses(said, TABLE_CLAUSES) == {
        "": "",
        "ENGINE": "= MergeTree",
        "PARTITION BY": "toYYYYMM(d)",
        "ORDER BY": "(a, b DESC)",
        "TTL": "d + 1 WHERE x > 1",
    }


def test_the_first_brackets_are_found() -> None:
    assert in_brackets("a (b (c), ')') d (e)") == ("a", "b (c), ')'", "d (e)")
    assert in_brackets("a") == ("a", "", "")


@given(st.text(min_size=1))
def test_names_and_texts_come_back_as_they_were(said: str) -> None:
    assert plain(quoted(said)) == said
    assert plain(text(said)) == said
    assert first_name(f"{quoted(said)} UInt8") == (said, "UInt8")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("SELECT a FROM app.t", "SELECT a FROM t"),
        (
            "SELECT `app`.`t`.a, t.app.t, app.x FROM `app`.`t`",
            "SELECT `t`.a, t.app.t, app.x FROM `t`",
        ),
        ("dictGet('app.t', 'app.u', 'app.t.x')", "dictGet('t', 'app.u', 'app.t.x')"),
        ("other.t, 'FROM app.t'", "other.t, 'FROM app.t'"),
    ],
)
def test_the_database_of_tables_that_are_in_it_is_left_out(said: str, found: str) -> None:
    assert without_database(said, "app", {"t"}) == found


def test_keys_are_made_of_elements() -> None:
    assert elements("(a, f(b, c))") == ["a", "f(b, c)"]
    assert elements("a") == ["a"]
    assert elements("tuple()") == []


def test_what_is_no_relation_is_left_out() -> None:
    assert relation_of("CREATE WINDOW VIEW app.w AS SELECT 1", "SELECT 1", "app", {"w"}) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("UInt8", "UInt16"),
        ("UInt8", "Int16"),
        ("Int8", "Nullable(Int64)"),
        ("UUID", "String"),
        ("LowCardinality(String)", "String"),
        ("JSON", "Dynamic"),
    ],
)
def test_nothing_is_asked_where_every_value_fits(old: str, new: str) -> None:
    assert refusal("t", Column("c", old), Column("c", new)) == []

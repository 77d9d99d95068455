from __future__ import annotations

from datetime import UTC, datetime

import pytest

from goofer_py.stores.parameters import as_format, inlined, literal
from goofer_py.stores.store import Session


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT ?", "SELECT %s"),
        ("SELECT '?' , \"?\", ?", "SELECT '?' , \"?\", %s"),
        ("SELECT 5 % ?, '10%'", "SELECT 5 %% %s, '10%%'"),
        ("SELECT 'it''s ?', ?", "SELECT 'it''s ?', %s"),
    ],
)
def test_marks_outside_of_quotes_become_the_drivers(sql: str, expected: str) -> None:
    assert as_format(sql) == expected


def test_values_are_put_in_for_the_marks() -> None:
    sql = inlined("INSERT INTO t VALUES (?, ?, '?', ?)", [1, None, "it's ?"])

    assert sql == "INSERT INTO t VALUES (1, NULL, '?', 'it''s ?')"


@pytest.mark.parametrize("setting", ["on", "off"])
@pytest.mark.parametrize(
    "text", ["", "plain", "it's", "back\\slash", "\\' OR 1=1 --", "ünï\n;", "$$ $x$", "%s ?"]
)
def test_a_literal_means_the_same_at_any_setting(
    postgresql: Session, text: str, setting: str
) -> None:
    postgresql.execute(f"SET standard_conforming_strings = {setting}")

    assert postgresql.query(f"SELECT {literal(text)}") == [(text,)]


def test_a_zero_byte_does_not_cut_a_literal_off() -> None:
    assert literal("a\0b") == "'ab'"


def test_a_time_is_a_literal_with_its_zone() -> None:
    assert literal(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "'2026-01-02T03:04:05+00:00'"

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.dialects.statement import Statement, line_and_column, statement_at


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("", 0, (1, 1)),
        ("abc", 0, (1, 1)),
        ("abc", 2, (1, 3)),
        ("abc", 3, (1, 4)),
        ("abc", 99, (1, 4)),
        ("a\nb", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 1, (1, 2)),
        ("a\r\nb", 2, (1, 3)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb\rc", 4, (3, 1)),
        ("a\r\r\n\nb", 5, (4, 1)),
        ("\n\r", 2, (3, 1)),
        ("\ufeffabc", 1, (1, 1)),
        ("\ufeffabc", 3, (1, 3)),
        ("\ufeff\nabc", 3, (2, 2)),
        ("é\U0001f600x", 2, (1, 3)),
        ("a\u2028b\fc", 4, (1, 5)),
    ],
)
def test_line_and_column_of_an_offset(text: str, offset: int, place: tuple[int, int]) -> None:
    assert line_and_column(text, offset) == place


@given(st.text(alphabet="ab\r\n"), st.integers(0, 40))
def test_line_and_column_count_as_python_splits_lines(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    if text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1
    before = (text[:offset] + "x").splitlines()
    assert line_and_column(text, offset) == (len(before), len(before[-1]))


def test_a_quickly_made_statement_is_like_any_other() -> None:
    made = statement_at("SELECT 1", 3, 5, 42)
    assert made == Statement("SELECT 1", line=3, column=5, offset=42)
    assert hash(made) == hash(Statement("SELECT 1", line=3, column=5, offset=42))
    assert replace(made, data="1\n").data == "1\n"
    with pytest.raises(AttributeError):
        made.line = 4  # type: ignore[misc]

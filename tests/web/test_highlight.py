"""SQL as HTML: told apart, and nothing but text."""

from __future__ import annotations

import html
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.web.highlight import highlighted
from goofer_py.web.shown import seconds, visible

_OURS = re.compile(r'<span class="[cksnd]">|</span>')


@given(st.text() | st.text(alphabet="'\"`$-/*\n<>&ab1;\\"))
def test_what_is_told_apart_is_still_the_text(text: str) -> None:
    found = str(highlighted(text))

    bare = _OURS.sub("", found)
    assert "<" not in bare
    assert html.unescape(bare) == html.unescape(visible(text).replace("&", "&amp;"))


@pytest.mark.parametrize(
    ("sql", "parts"),
    [
        ("SELECT 1", [("k", "SELECT"), ("d", "1")]),
        ("-- DROP it\nx", [("c", "-- DROP it")]),
        ("/* a\nb */x", [("c", "/* a\nb */")]),
        ("'it''s -- no comment'", [("s", "'it''s -- no comment'")]),
        ("$f$ SELECT 'a' $f$ x", [("s", "$f$ SELECT 'a' $f$")]),
        ('"table" `index`', [("n", '"table"'), ("n", "`index`")]),
        ("selected fromage", []),
        ("price1 2.50", [("d", "2.50")]),
        ("'never ended", [("s", "'never ended")]),
    ],
)
def test_parts_are_told_apart(sql: str, parts: list[tuple[str, str]]) -> None:
    found = re.findall(r'<span class="(\w)">(.*?)</span>', str(highlighted(sql)), re.DOTALL)

    assert [(kind, html.unescape(text)) for kind, text in found] == parts


@pytest.mark.parametrize("piece", ["'", "$a$b", "/*", '"', "--", "$", "''", "1.", "a"])
def test_a_long_script_of_any_kind_takes_one_pass(piece: str) -> None:
    before = time.process_time()
    highlighted(piece * (200_000 // len(piece)))

    assert time.process_time() - before < 3


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u202eb", "a[U+202E]b"),
        ("zero\u200bwidth", "zero[U+200B]width"),
        ("\x1b[31m", "[U+001B][31m"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("żółć 表 😀", "żółć 表 😀"),
    ],
)
def test_what_nobody_would_see_is_shown(text: str, seen: str) -> None:
    assert visible(text) == seen


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0.0123, "12 ms"), (1.26, "1.3 s"), (75, "1 min 15 s"), (3720, "1 h 02 min")],
)
def test_durations_are_for_people(value: float | None, text: str) -> None:
    assert seconds(value) == text

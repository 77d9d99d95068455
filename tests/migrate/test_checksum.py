from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.migrate.checksum import checksum, comparable, stream_checksum

SCRIPT = "-- what it does\nCREATE TABLE t (\n  a text DEFAULT '-- not a comment' -- why\n);\n"


@pytest.mark.parametrize(
    "same",
    [
        SCRIPT.replace("\n", "\r\n"),
        SCRIPT.replace("\n", "\r"),
        SCRIPT.replace("\n", "   \n"),
        SCRIPT.replace("\n", "\n\n"),
        SCRIPT.rstrip("\n"),
        "\ufeff" + SCRIPT,
        SCRIPT.replace("-- what it does\n", "/* other\n words */\n\n"),
        SCRIPT.replace(" -- why", ""),
        SCRIPT + "-- the end",
    ],
)
def test_what_does_not_matter_leaves_it_as_it_is(same: str) -> None:
    assert checksum(same) == checksum(SCRIPT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SCRIPT, SCRIPT.replace("a text", "b text")),
        (SCRIPT, SCRIPT.replace("-- not", "-- no")),
        (SCRIPT, SCRIPT.replace("  a", "   a")),
        ("SELECT 'a\n\n\nb --x'", "SELECT 'a\n\n\nb --y'"),
        ("SELECT E'it\\'s -- a'", "SELECT E'it\\'s -- b'"),
        ("SELECT $$ -- a $$", "SELECT $$ -- b $$"),
        ("SELECT $x$ /* a */ $x$", "SELECT $x$ /* b */ $x$"),
        ('SELECT "--a"', 'SELECT "--b"'),
        ("SELECT 1", "SELECT 2"),
        ("/*!50001 CREATE VIEW v AS SELECT 1 */", "/*!50001 CREATE VIEW v AS SELECT 2 */"),
        ("/*M! SELECT 1 */", "/*M! SELECT 2 */"),
    ],
)
def test_what_matters_changes_it(before: str, after: str) -> None:
    assert checksum(before) != checksum(after)


def test_its_algorithm_is_named() -> None:
    one, other = checksum("SELECT 1"), stream_checksum(io.BytesIO(b"SELECT 1"))

    assert one.startswith("sha256-1:")
    assert other.startswith("sha256-raw:")
    assert comparable(one, checksum("SELECT 2"))
    assert not comparable(one, other)


def test_it_stays_the_same_in_later_versions() -> None:
    assert checksum(SCRIPT) == (
        "sha256-1:0df9e8f6ce01ab4d3bd9364c026ec6723ad074ab9b63a6773622c5c15c3a48e6"
    )


@given(st.text(max_size=80))
def test_line_ends_never_matter(text: str) -> None:
    text = text.replace("\r", "")

    assert checksum(text) == checksum(text.replace("\n", "\r\n"))

from __future__ import annotations

import io
import re
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.dialects.postgresql.syntax import POSTGRESQL
from goofer_py.dialects.splitter import split, split_stream
from goofer_py.dialects.sqlite.syntax import SQLITE
from goofer_py.errors import FileError, UnfinishedStatement


class Endless:
    """A text of any length that is made only as it is read."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self.pieces = pieces
        self.rest = ""

    def read(self, size: int) -> str:
        parts = [self.rest]
        length = len(self.rest)
        for piece in self.pieces:
            parts.append(piece)
            length += len(piece)
            if length >= size:
                break
        text = "".join(parts)
        self.rest = text[size:]
        return text[:size]


def endless(pieces: Iterator[str]) -> TextIO:
    """Return the pieces as a text to read; nothing but `read` is there."""
    return cast("TextIO", Endless(pieces))


SCRIPT = (
    "\ufeff-- a migration\r\nCREATE TABLE t (a text);\r\nINSERT INTO t VALUES ('it''s; ok');\r\n"
    "/* a /* b */ */ DO $body$ BEGIN; END $body$;\r\n"
    "COPY t (a) FROM STDIN;\r\na;'\r\n\\N\r\n\\.\r\n"
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; END;\r\n"
    "SET standard_conforming_strings = off;\rSELECT 'a\\';';\rSELECT 3 -- the end"
)


@pytest.mark.parametrize("chunk", [*range(1, 60), 1000])
def test_the_size_of_what_is_read_at_once_does_not_matter(chunk: int) -> None:
    whole = list(split(SCRIPT, POSTGRESQL))
    assert len(whole) == 8
    assert list(split_stream(io.StringIO(SCRIPT, newline=""), POSTGRESQL, chunk)) == whole


def test_statements_come_before_the_rest_is_read() -> None:
    numbers = iter(range(10**9))
    stream = endless(f"INSERT INTO t VALUES ({number}, ';');\n" for number in numbers)
    found = list(islice(split_stream(stream, SQLITE, chunk=1000), 50))
    assert [one.line for one in found] == list(range(1, 51))
    assert found[49].text == "INSERT INTO t VALUES (49, ';')"
    assert next(numbers) < 100


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO t VALUES ({0}, 'it''s {0}');\n",
        "-- only a comment {0}\n",
        "/* a comment; {0} */\r\n",
        " {0};;\t\n",
        "DO $$ SELECT {0}; $$;\n",
        "CREATE FUNCTION f{0}() RETURNS int BEGIN ATOMIC SELECT {0}; END;\n",
        "COPY t FROM STDIN;\n{0}\n\\.\n",
    ],
)
def test_a_script_larger_than_memory_takes_little_of_it(statement: str) -> None:
    stream = endless(statement.format(f"{number:0200}") for number in range(5_000))
    peak = _peak(split_stream(stream, POSTGRESQL, chunk=10_000))
    assert stream.read(1) == ""
    assert peak < 200_000


def _peak(statements: Iterator[object]) -> int:
    tracemalloc.start()
    try:
        for _ in statements:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_rows_in_portions_take_little_memory() -> None:
    rows = (f"{number}\tname {number}\n" for number in range(30_000))
    stream = endless(_copy(rows))
    count = size = 0
    tracemalloc.start()
    for statement in split_stream(stream, POSTGRESQL, chunk=10_000, portion=20_000):
        assert statement.data is not None
        assert statement.data.endswith("\n")
        assert len(statement.data) <= 20_000
        assert (statement.text, statement.line) == ("COPY t FROM STDIN", 1)
        count += 1
        size += len(statement.data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == sum(len(f"{number}\tname {number}\n") for number in range(30_000))
    assert count == -(-size // 20_000)
    assert peak < 300_000


def _copy(rows: Iterator[str], statement: str = "COPY t FROM STDIN") -> Iterator[str]:
    yield f"{statement};\n"
    yield from rows
    yield "\\.\n"


@given(
    rows=st.lists(st.text(alphabet="a\\.1\t;'é", max_size=8), max_size=12),
    portion=st.integers(1, 40),
    chunk=st.integers(1, 30),
)
def test_portions_are_the_rows_whatever_is_read_at_once(
    rows: list[str], portion: int, chunk: int
) -> None:
    data = "".join(f"{row}\n" for row in rows if row != "\\.")
    script = f"SELECT 1;\nCOPY t FROM STDIN;\n{data}\\.\nSELECT 2;"
    first, *copies, last = split_stream(io.StringIO(script), POSTGRESQL, chunk, portion)
    assert (first.text, last.text) == ("SELECT 1", "SELECT 2")
    assert "".join(copy.data or "" for copy in copies) == data
    assert {(copy.text, copy.line) for copy in copies} == {("COPY t FROM STDIN", 2)}
    for copy in copies:
        assert copy.data is not None
        assert len(copy.data) <= portion or not re.search(r"(?<!\\)\n", copy.data[:-1])
    whole = split_stream(io.StringIO(script), POSTGRESQL, 10_000, portion)
    assert [first, *copies, last] == list(whole)


@pytest.mark.parametrize(
    ("data", "portion", "expected"),
    [
        ("1\n2\n3\n", 4, ["1\n2\n", "3\n"]),
        ("1\n2\n3\n4\n", 4, ["1\n2\n", "3\n4\n"]),
        ("1\n2\n", 100, ["1\n2\n"]),
        ("", 1, [""]),
        ("12345\n6\n", 2, ["12345\n", "6\n"]),
        ("1\r\n2\r\n3\r\n", 7, ["1\r\n2\r\n", "3\r\n"]),
        ("1\\\n2\n3\n", 4, ["1\\\n2\n", "3\n"]),
    ],
)
def test_portions_end_between_rows(data: str, portion: int, expected: list[str]) -> None:
    stream = io.StringIO(f"COPY t FROM STDIN;\n{data}\\.\n", newline="")
    assert [one.data for one in split_stream(stream, POSTGRESQL, 5, portion)] == expected


@pytest.mark.parametrize("options", ["WITH (FORMAT csv)", "CSV", "WITH (HEADER)"])
def test_rows_that_depend_on_each_other_come_in_one_piece(options: str) -> None:
    stream = io.StringIO(f'COPY t FROM STDIN {options};\n"a\nb"\n2\n3\n\\.\n')
    (statement,) = split_stream(stream, POSTGRESQL, chunk=3, portion=2)
    assert statement.data == '"a\nb"\n2\n3\n'


def test_rows_without_an_end_are_unfinished_also_in_portions() -> None:
    stream = io.StringIO("SELECT 1;\nCOPY t FROM STDIN;\n1\n2\n3\n4\n")
    found = split_stream(stream, POSTGRESQL, chunk=2, portion=2)
    assert [next(found).data for _ in range(3)] == [None, "1\n", "2\n"]
    with pytest.raises(UnfinishedStatement) as caught:
        list(found)
    assert (caught.value.opened, caught.value.line, caught.value.column) == ("COPY data", 2, 1)


@pytest.mark.parametrize("chunk", [1, 2, 7, 1000])
def test_errors_of_a_stream_have_the_place_in_the_whole(chunk: int) -> None:
    script = "\ufeffSELECT 1;\r\nSELECT 2;\r\n  SELECT 'it''s"
    with pytest.raises(UnfinishedStatement) as caught:
        list(split_stream(io.StringIO(script, newline=""), POSTGRESQL, chunk))
    assert (caught.value.line, caught.value.column) == (3, 10)
    script = "SELECT 1;\n\n \\connect somewhere\nSELECT 2;"
    with pytest.raises(FileError, match=r"\\connect at line 3, column 2 ") as refused:
        list(split_stream(io.StringIO(script), POSTGRESQL, chunk))
    assert (refused.value.line, refused.value.column) == (3, 2)


def test_a_file_is_split_as_its_text(tmp_path: Path) -> None:
    path = tmp_path / "script.sql"
    path.write_text(SCRIPT, encoding="utf-8", newline="")
    with path.open(encoding="utf-8", newline="") as stream:
        assert list(split_stream(stream, POSTGRESQL)) == list(split(SCRIPT, POSTGRESQL))

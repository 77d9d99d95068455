from __future__ import annotations

from io import StringIO

import pytest

from goofer_py.dialects.splitter import split, split_stream
from goofer_py.errors import FileError, UnfinishedStatement
from goofer_py.stores.redis.script import REDIS_SYNTAX, arguments, commands_of, is_block


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("SET a b", [b"SET", b"a", b"b"]),
        ("  GET   a\t", [b"GET", b"a"]),
        (r'SET a "x\n\x00\"\\"', [b"SET", b"a", b'x\n\x00"\\']),
        (r"SET a 'x\n\'y'", [b"SET", b"a", rb"x\n'y"]),
        ("SET a ''", [b"SET", b"a", b""]),
        ("SET a ü", [b"SET", b"a", "ü".encode()]),
        ("SET a --x#y", [b"SET", b"a", b"--x#y"]),
        ("SET a\vb\f", [b"SET", b"a", b"b"]),
        ("SET a x\u00a0y\u3000", [b"SET", b"a", "x\u00a0y\u3000".encode()]),
        ('SET a "b', None),
        ("SET a 'b'c", None),
        ('SET a b"c"', None),
    ],
)
def test_arguments_are_read_as_redis_cli_reads_them(
    line: str, expected: list[bytes] | None
) -> None:
    assert arguments(line) == expected


SCRIPT = '# a comment\nSET a 1\n\n  MULTI\r\n# inside\nINCR a\n  INCR "b c"\nexec\nDEL a'


def test_a_line_is_a_command_and_a_block_is_one() -> None:
    found = list(split(SCRIPT, REDIS_SYNTAX))

    assert [(one.line, one.column) for one in found] == [(2, 1), (4, 3), (9, 1)]
    assert [SCRIPT[one.offset : one.offset + len(one.text)] for one in found] == [
        one.text for one in found
    ]
    assert [is_block(one.text) for one in found] == [False, True, False]
    assert commands_of(found[1].text) == [[b"INCR", b"a"], [b"INCR", b"b c"]]
    assert list(split_stream(StringIO(SCRIPT, newline=""), REDIS_SYNTAX)) == found


@pytest.mark.parametrize(
    ("script", "line", "words"),
    [
        ("SET a 1\nSELECT 3\n", 2, "SELECT may not be in a migration: the URL"),
        ('SET a "1\n', 1, "do not match"),
        ("MULTI\nSET a 1\nMULTI\nEXEC\n", 3, "MULTI stands inside"),
        ("SET a 1\nEXEC\n", 2, "EXEC ends what no MULTI began"),
        ("MULTI\nDISCARD\n", 2, "DISCARD may not be"),
        ("SUBSCRIBE news", 1, "it never ends"),
    ],
)
def test_what_cannot_be_in_a_migration_is_told_with_its_line(
    script: str, line: int, words: str
) -> None:
    with pytest.raises(FileError) as error:
        list(split(script, REDIS_SYNTAX))

    assert error.value.line == line
    assert words in str(error.value)


def test_a_block_begins_with_a_word_however_it_is_written() -> None:
    (block,) = split('"multi"\nSET a 1\nSET b 2\nEXEC\n', REDIS_SYNTAX)

    assert is_block(block.text)
    assert len(commands_of(block.text)) == 2


def test_only_the_blanks_of_redis_are_none_of_a_command() -> None:
    (command,) = split("SET a x\u00a0\n", REDIS_SYNTAX)

    assert command.text == "SET a x\u00a0"


def test_a_block_has_an_end() -> None:
    with pytest.raises(UnfinishedStatement) as error:
        list(split("SET a 1\nMULTI\nSET b 1\n", REDIS_SYNTAX))

    assert (error.value.opened, error.value.line) == ("MULTI", 2)


@pytest.mark.parametrize("first", ["--[[lua]]", "#!lua name=lib\n"])
def test_lua_is_one_statement(first: str) -> None:
    text = f"{first}local a = 1\nreturn a\n"

    assert [one.text for one in split(text, REDIS_SYNTAX)] == [text.rstrip()]

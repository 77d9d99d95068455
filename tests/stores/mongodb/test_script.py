"""How scripts of commands are cut, and where it is told that they are wrong."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goofer_py.dialects.splitter import split
from goofer_py.dialects.statement import Statement
from goofer_py.errors import FileError, UnfinishedStatement
from goofer_py.stores.mongodb.script import MONGODB_SYNTAX, command_of, cut

PING = '{"ping": 1}'


def places(script: str) -> list[tuple[str, int, int, int]]:
    found = cut(script.splitlines(keepends=True))
    return [(one.text, one.line, one.column, one.offset) for one in found]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", []),
        ("// nothing\n\n", []),
        ("[]", []),
        (PING, [(PING, 1, 1, 0)]),
        (f"\ufeff{PING}\n", [(PING, 1, 2, 1)]),
        (f"// a\n  {PING} {PING}\n", [(PING, 2, 3, 7), (PING, 2, 15, 19)]),
        (f"[\n{PING},\n // b\n{PING}]\n", [(PING, 2, 1, 2), (PING, 4, 1, 21)]),
        ('{"a":\n [1, {"b": "}]//"}]\n}', [('{"a":\n [1, {"b": "}]//"}]\n}', 1, 1, 0)]),
        ('{"a": "\\"}"}', [('{"a": "\\"}"}', 1, 1, 0)]),
        (
            '{"a": 1e5, "b": true}{"c": null}',
            [('{"a": 1e5, "b": true}', 1, 1, 0), ('{"c": null}', 1, 22, 21)],
        ),
    ],
)
def test_commands_are_cut_with_their_places(
    script: str, expected: list[tuple[str, int, int, int]]
) -> None:
    assert places(script) == expected
    assert [one.text for one in split(script, MONGODB_SYNTAX)] == [one[0] for one in expected]


@pytest.mark.parametrize(
    ("script", "line", "column", "said"),
    [
        (f"{PING}\nnonsense\n", 2, 1, "'nonsense' stands where a command"),
        (f"{PING},\n", 1, 12, "',' stands where"),
        (f"[{PING}]\n{PING}", 2, 1, "stands where"),
        ("[[", 1, 2, "stands where"),
        (f"{PING}\n {{'ping': 1}}\n", 2, 3, "no JSON: Expecting property name"),
        ('{"ping":\n  1,\n  2}', 3, 3, "no JSON"),
        ('{"ping": "a\n"}', 1, 10, "a string ends on the line"),
        ('{"ping": NaN}', 1, 1, "numberDouble"),
        (f"{PING}\n{{}}", 2, 1, "begin with a command"),
        ('{"$db": "other", "ping": 1}', 1, 1, "begin with a command"),
        ('  {"commitTransaction": 1}', 1, 3, "transactions are goofer's own"),
        ('{"find": "things"}', 1, 1, "does nothing with what it answers"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    script: str, line: int, column: int, said: str
) -> None:
    with pytest.raises(FileError, match="Nothing of the file ran") as error:
        places(script)
    assert said in str(error.value)
    assert (error.value.line, error.value.column) == (line, column)


@pytest.mark.parametrize(("script", "line"), [(f'{PING}\n\n{{"a": [', 3), (f"[{PING},", 1)])
def test_what_does_not_end_is_told_with_where_it_begins(script: str, line: int) -> None:
    with pytest.raises(UnfinishedStatement) as error:
        places(script)
    assert error.value.line == line


def test_a_script_is_read_as_far_as_it_is_asked_for() -> None:
    endless = itertools.cycle([f"{PING}\n"])
    first = list(itertools.islice(cut(endless), 3))
    assert [one.line for one in first] == [1, 2, 3]
    assert first[2] == Statement(PING, 3, 1, 24)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50)
@given(st.lists(_VALUES, max_size=4), st.sampled_from([None, 1]), st.booleans())
def test_every_document_comes_back(values: list[object], indent: int | None, listed: bool) -> None:
    documents = [{"ping": value} for value in values]
    texts = [json.dumps(one, indent=indent) for one in documents]
    script = f"[{','.join(texts)}]" if listed else "\n".join(texts)
    found = list(cut(script.splitlines(keepends=True)))
    assert [json.loads(one.text) for one in found] == documents
    assert all(script[one.offset :].startswith(one.text) for one in found)


@pytest.mark.parametrize(
    ("text", "name"), [('{ "insert" : "a"}', "insert"), ('{"\\u0061": 1}', "a"), ("{}", "")]
)
def test_a_command_is_called_by_its_first_key(text: str, name: str) -> None:
    assert command_of(text) == name

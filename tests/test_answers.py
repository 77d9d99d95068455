from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.answers import Answers, add_answers, read_answers
from goofer_py.errors import ConfigError

FULL = Answers(
    renames={"users.mail": "email", "people": "persons", "users.age": False},
    dropped={"users.age": "discard", "billing.logs": "keep"},
    fills={"users.born": "'1970-01-01'"},
    conversions={"users.age": "age::integer"},
)


def write(folder: Path, text: str) -> Path:
    path = folder / "goofer.answers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_there_are_no_answers_without_a_file(tmp_path: Path) -> None:
    assert read_answers(tmp_path / "goofer.answers.toml") == Answers()


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert read_answers(write(tmp_path, add_answers("", FULL))) == FULL


def test_writing_twice_is_writing_once() -> None:
    once = add_answers("", FULL)
    assert add_answers(once, FULL) == once


def test_names_need_no_quotes(tmp_path: Path) -> None:
    path = write(tmp_path, '[renames]\nusers.mail = "email"\nbilling.users.mail = "email"\n')
    assert read_answers(path).renames == {"users.mail": "email", "billing.users.mail": "email"}


def test_later_answers_win() -> None:
    merged = FULL.merged(Answers(renames={"people": "humans"}, dropped={"cats": "keep"}))
    assert merged.renames["people"] == "humans"
    assert merged.renames["users.mail"] == "email"
    assert merged.dropped == {**FULL.dropped, "cats": "keep"}


def test_what_a_person_wrote_stays_when_answers_are_added() -> None:
    text = """\
# ours
[renames]
"users.mail" = "e_mail"  # as agreed
# the rest

[fills]
users.born = "now()"
"""
    added = add_answers(text, Answers(renames={"users.mail": "email", "a": "b"}))
    assert (
        added
        == """\
# ours
[renames]
"users.mail" = "email"
# the rest
"a" = "b"

[fills]
users.born = "now()"
"""
    )


@pytest.mark.parametrize("text", ["[renames]", "[renames]\n", "x = 1", "x = 1\n", "x = 1\n\n"])
def test_an_answer_lands_in_its_table_whatever_the_file_ends_with(text: str) -> None:
    added = add_answers(text, Answers(renames={"a.b": "c"}))
    assert tomllib.loads(added)["renames"] == {"a.b": "c"}


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1),
        st.text(st.characters(exclude_categories=["Cs"])),
    )
)
def test_any_name_and_expression_survives(fills: dict[str, str]) -> None:
    text = add_answers("", Answers(fills=fills))
    assert tomllib.loads(text).get("fills", {}) == fills


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[rename]\na = 'b'", ":1: there are no answers called 'rename'."),
        ("renames = 1", ":1: renames must be a table."),
        ("[renames]\n'a.b' = true", ":2: the answer for a.b in [renames] must be the new name"),
        ("[dropped]\n\na = 'lose'", ":3: the answer for a in [dropped] must be keep or discard"),
        ("[fills]\na = 0", ":2: the answer for a in [fills] must be an SQL expression in quotes"),
        ("[dropped\n", ":1:9: this is not TOML"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_answers(path)
    assert str(caught.value).startswith(f"{path}{message}")

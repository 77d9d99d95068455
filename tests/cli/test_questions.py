from __future__ import annotations

import io

import pytest

from goofer_py.answers import Answers
from goofer_py.cli.ask import Asker
from goofer_py.cli.questions import Questions
from goofer_py.diff.candidates import RenameCandidate
from goofer_py.errors import Interrupted
from goofer_py.generate.keep import Loss
from goofer_py.schema import Name


def asker(text: str) -> tuple[Asker, io.StringIO]:
    written = io.StringIO()
    return Asker(io.StringIO(text), written), written


@pytest.mark.parametrize(
    ("typed", "answer"), [("y\n", True), ("YES\n", True), ("n\n", False), (" no \n", False)]
)
def test_a_question_is_answered_by_its_first_letters(typed: str, answer: bool) -> None:
    ask, written = asker(typed)
    assert ask.confirm("Go on?") is answer
    assert written.getvalue() == "Go on? [yes, no] "


def test_anything_else_is_asked_again() -> None:
    ask, written = asker("\nperhaps\ny\n")
    assert ask.confirm("Go on?") is True
    assert written.getvalue().count("Go on?") == 3
    assert "Please answer yes or no." in written.getvalue()


def test_the_end_of_the_input_is_no_answer() -> None:
    ask, _ = asker("")
    with pytest.raises(Interrupted, match="nothing was done"):
        ask.confirm("Go on?")


def test_renames_and_fates_are_remembered_as_an_answers_file_has_them() -> None:
    ask, written = asker("y\nn\nk\nd\n")
    questions = Questions(ask)
    users = Name("users")
    assert questions.rename(RenameCandidate("mail", "email", 0.9, users)) is True
    assert questions.rename(RenameCandidate("people", "cats", 0.6)) is False
    assert questions.fate(Loss(Name("logs", "audit"))) == "keep"
    assert questions.fate(Loss(users, "age")) == "discard"
    assert questions.answered == Answers(
        renames={"users.mail": "email", "people": False},
        dropped={"audit.logs": "keep", "users.age": "discard"},
    )
    asked = written.getvalue()
    assert "Is email the column of users that was called mail?" in asked
    assert "Is cats the table that was called people?" in asked
    assert "What becomes of the rows of table audit.logs?" in asked
    assert "What becomes of the values of users.age?" in asked

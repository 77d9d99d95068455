"""Who says what is a rename."""

from __future__ import annotations

import pytest

from goofer_py.diff.answered import answered_hints
from goofer_py.diff.candidates import RenameCandidate
from goofer_py.diff.hints import Hints, Origin
from goofer_py.diff.resolve import hints_done, settle_renames
from goofer_py.errors import AnswerNeeded, UsageError
from goofer_py.schema import Column, Name, Schema, Table, Type

INTEGER, TEXT = Type("integer"), Type("text")
USERS = Name("users")


def table(name: str, **columns: Type) -> Table:
    return Table(Name(name), tuple(Column(c, t) for c, t in columns.items()))


CURRENT = Schema((table("users", id=INTEGER, mail=TEXT),))
DESIRED = Schema((table("users", id=INTEGER, email=TEXT),))


def nobody(candidate: RenameCandidate) -> bool | None:
    return None


def test_a_likely_rename_that_nobody_answers_is_an_error_with_the_text_for_the_answers() -> None:
    with pytest.raises(AnswerNeeded) as caught:
        settle_renames(CURRENT, DESIRED, Hints(), nobody)
    assert caught.value.answers == '[renames]\n"users.mail" = "email"\n'
    assert "nothing was written" in str(caught.value)
    assert caught.value.hint == "goofer makemigrations --rename users.mail=email"


@pytest.mark.parametrize(("answer", "expected"), [(True, {(USERS, "email"): "mail"}), (False, {})])
def test_the_answer_decides(answer: bool, expected: dict[tuple[Name, str], str]) -> None:
    assert settle_renames(CURRENT, DESIRED, Hints(), lambda _: answer).columns == expected


@pytest.mark.parametrize(
    "desired",
    [
        table("users", id=INTEGER, mail=TEXT, email=TEXT),
        table("users", id=INTEGER),
        table("users", id=INTEGER, created=Type("timestamp")),
    ],
    ids=["nothing dropped", "nothing added", "nothing alike"],
)
def test_no_question_is_asked_when_nothing_looks_like_a_rename(desired: Table) -> None:
    assert settle_renames(CURRENT, Schema((desired,)), Hints(), nobody) == Hints()


def test_columns_of_a_renamed_table_are_asked_about_too() -> None:
    desired = Schema((table("people", id=INTEGER, email=TEXT),))
    hints = Hints(tables={Name("people"): USERS})
    found = settle_renames(CURRENT, desired, hints, lambda _: True)
    assert found.columns == {(Name("people"), "email"): "mail"}


def test_a_table_with_the_same_columns_is_a_candidate() -> None:
    desired = Schema((table("people", id=INTEGER, mail=TEXT),))
    found = settle_renames(CURRENT, desired, Hints(), lambda _: True)
    assert found.tables == {Name("people"): USERS}


def test_a_rename_whose_old_name_is_still_wanted_is_refused() -> None:
    both = Schema((table("users", id=INTEGER, mail=TEXT, email=TEXT),))
    with pytest.raises(UsageError, match=r"users\.mail cannot be renamed.*still have users\.mail"):
        settle_renames(CURRENT, both, Hints(columns={(USERS, "email"): "mail"}), nobody)


def test_a_hint_that_is_done_is_reported_as_removable() -> None:
    hints = Hints(columns={(USERS, "email"): "mail"}, tables={USERS: Name("people")})
    assert hints_done(DESIRED, hints) == [
        "users (renamed_from people)",
        "users.email (renamed_from mail)",
    ]
    assert hints_done(CURRENT, Hints(columns={(USERS, "email"): "mail"})) == []
    moved = Hints(origins={(USERS, "email"): Origin(USERS, ("first", "last"))})
    assert hints_done(DESIRED, moved) == ["users.email (values from users.first, users.last)"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"users.mail": "email"}, Hints(columns={(USERS, "email"): "mail"})),
        ({"users": "people"}, Hints(tables={Name("people"): USERS})),
        (
            {"users": "people", "users.mail": "email"},
            Hints(tables={Name("people"): USERS}, columns={(Name("people"), "email"): "mail"}),
        ),
        ({"old": "users"}, Hints()),
        ({"users.older": "email"}, Hints()),
    ],
    ids=["column", "table", "both", "table done", "column done"],
)
def test_answers_are_read_as_hints(answers: dict[str, str], expected: Hints) -> None:
    assert answered_hints(answers, CURRENT, DESIRED) == expected


@pytest.mark.parametrize("strict", [False, True])
def test_a_slip_is_no_answer_that_is_done(strict: bool) -> None:
    # The new name is wanted and not there yet, and something that goes is called nearly so.
    key = "users.older" if strict else "users.mial"
    with pytest.raises(UsageError, match=f"no table or column {key} to rename to email"):
        answered_hints({key: "email"}, CURRENT, DESIRED, [key] if strict else [])


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("users.mial", "did you mean 'users.mail'?"),
        ("user.mail", "did you mean 'users.mail'?"),
        ("mail", "did you mean 'users.mail'?"),
        ("orders", "as table or table.column"),
    ],
)
def test_an_answer_that_fits_nothing_says_what_may_be_meant(key: str, hint: str) -> None:
    with pytest.raises(UsageError, match=f"no table or column {key}") as caught:
        answered_hints({key: "surname"}, CURRENT, DESIRED)
    assert hint in str(caught.value.hint)

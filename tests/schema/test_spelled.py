"""A text compares as what it means, and is written as somebody wrote it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from goofer_py.schema import Column, Name, Schema, Table, Type
from goofer_py.schema.document import to_document
from goofer_py.schema.expression import move_names, rename_identifiers, rename_values
from goofer_py.schema.spelled import Spelled, as_written

NOW = Spelled("now()", "CURRENT_TIMESTAMP")


def pickled(text: Spelled) -> Spelled:
    found = pickle.loads(pickle.dumps(text))
    assert isinstance(found, Spelled)
    return found


def test_two_spellings_of_one_thing_are_equal() -> None:
    assert NOW == Spelled("now()") == "now()"
    assert len({NOW, Spelled("now()"), "now()"}) == 1
    assert as_written(NOW) == "CURRENT_TIMESTAMP"
    assert as_written(Spelled("now()")) == "now()"


@pytest.mark.parametrize("value", ["now()", None, 1])
def test_anything_else_is_written_as_it_is(value: object) -> None:
    assert as_written(value) is value


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled])
def test_copies_are_written_alike(copied: Callable[[Spelled], Spelled]) -> None:
    assert as_written(copied(NOW)) == "CURRENT_TIMESTAMP"


def test_texts_that_a_rename_does_not_change_stay_written_as_they_are() -> None:
    for kept in (
        rename_identifiers(NOW, {"a": "b"}),
        rename_values(NOW, {"a": "b"}),
        move_names(NOW, {("public", "a"): "scratch"}),
    ):
        assert as_written(kept) == "CURRENT_TIMESTAMP"


def test_a_document_holds_what_is_written() -> None:
    table = Table(Name("a"), (Column("made", Type("timestamptz"), default=NOW),))

    document = to_document(Schema((table,)))

    assert document["tables"][0]["columns"][0]["default"] == "CURRENT_TIMESTAMP"

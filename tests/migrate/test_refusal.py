"""What is read of a server's error that a script raised for the sake of rows."""

from __future__ import annotations

import pytest

from goofer_py.migrate.refusal import Refusal, refusal

WHY = "12 of the rows of a lack in c what they have in b"
TEXT = f"goofer: {WHY}. Nothing was changed (next: goofer redo, which fills what is empty)"


@pytest.mark.parametrize(
    "error",
    [
        TEXT,
        f"{TEXT} (1644)",
        f"unknown database {TEXT}",
        f"Malformed GTID set specification '{TEXT}'. (1772)",
    ],
)
def test_each_server_wraps_it_in_its_own_words(error: str) -> None:
    assert refusal(error) == Refusal(WHY, "goofer redo, which fills what is empty")


@pytest.mark.parametrize("end", [". Nothing was changed (next: goofer re", ". Nothing was", ""])
def test_an_error_that_is_cut_still_says_how_many(end: str) -> None:
    found = refusal(f"Malformed GTID set specification 'goofer: {WHY}{end}'. (1772)")
    assert found is not None
    assert found.why.startswith(WHY)
    assert found.next is None


@pytest.mark.parametrize(
    "error", ["12 of the rows of a", "goofer: no such thing", "goofer: x of the rows of a lack"]
)
def test_other_errors_are_none_of_it(error: str) -> None:
    assert refusal(error) is None

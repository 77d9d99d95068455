from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goofer_py.stores.names import parts_of, qualified


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("history", ["history"]),
        ("audit.history", ["audit", "history"]),
        ('"we.ird".history', ["we.ird", "history"]),
        ('"say ""no""".history_lease', ['say "no"', "history_lease"]),
        ('half"quoted', ['half"quoted']),
        ('"open.history', ['"open', "history"]),
        ("We ird", ["We ird"]),
    ],
)
def test_dots_divide_a_name_outside_of_quotes(name: str, parts: list[str]) -> None:
    assert parts_of(name) == parts


@given(st.text(min_size=1))
def test_a_schema_of_any_name_is_read_as_it_was_written(schema: str) -> None:
    assert parts_of(qualified(schema, "history")) == [schema, "history"]

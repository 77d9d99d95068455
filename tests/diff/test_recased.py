from __future__ import annotations

import pytest

from goofer_py.diff.hints import Hints
from goofer_py.diff.recased import recased
from goofer_py.schema import Column, Name, Schema, Table, Type

BOTH = frozenset({"table", "column"})


def schema(**tables: str) -> Schema:
    return Schema(
        tables=tuple(
            Table(Name(name), tuple(Column(c, Type("TEXT")) for c in columns.split()))
            for name, columns in tables.items()
        )
    )


def test_a_table_and_a_column_that_differ_in_case_are_renamed() -> None:
    found = recased(schema(Users="id Name"), schema(users="id name"), Hints(), BOTH)
    assert found.tables == {Name("users"): Name("Users")}
    assert found.columns == {(Name("users"), "name"): "Name"}


@pytest.mark.parametrize("caseless", [frozenset(), frozenset({"column"})])
def test_where_case_counts_a_table_is_another_one(caseless: frozenset[str]) -> None:
    found = recased(schema(Users="Name"), schema(users="name"), Hints(), caseless)
    assert found == Hints()


def test_names_that_are_still_wanted_are_no_renames() -> None:
    both = schema(Users="a A", users="a")
    assert recased(schema(Users="a A"), both, Hints(), BOTH) == Hints()


def test_an_answer_comes_first() -> None:
    said = Hints(columns={(Name("users"), "full_name"): "Name"})
    found = recased(schema(users="Name"), schema(users="name full_name"), said, BOTH)
    assert found == said

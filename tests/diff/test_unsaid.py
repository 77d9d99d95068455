"""What a declaration leaves unsaid is no change."""

from __future__ import annotations

import pytest

from goofer_py.diff.differ import diff
from goofer_py.operations import AlterColumn
from goofer_py.schema import Column, Identity, Name, Schema, SchemaObject, Table, Type


def numbered(start: int | None) -> Schema:
    column = Column("id", Type("int"), False, identity=Identity("autoincrement", start))
    return Schema((Table(Name("t"), (column,)),))


def view(**details: str) -> Schema:
    return Schema(
        objects=(SchemaObject("view", Name("v"), "SELECT 1", details=tuple(details.items())),)
    )


@pytest.mark.parametrize(
    ("there", "wanted", "changes"),
    [(None, None, 0), (57, None, 0), (57, 10, 0), (57, 57, 0), (57, 100, 1), (None, 100, 1)],
)
def test_only_a_later_start_of_a_counter_is_a_change(
    there: int | None, wanted: int | None, changes: int
) -> None:
    found = diff(numbered(there), numbered(wanted))
    assert len(found) == changes
    assert all(isinstance(operation, AlterColumn) for operation in found)


def test_other_numbering_is_compared_as_it_stands() -> None:
    columns = [
        Column("id", Type("int"), False, identity=Identity("by default", start))
        for start in (None, 5)
    ]
    old, new = (Schema((Table(Name("t"), (column,)),)) for column in columns)
    assert len(diff(new, old)) == 1


def test_a_definer_counts_only_where_it_is_asked_for() -> None:
    assert diff(view(definer="a@b"), view()) == ()
    assert len(diff(view(definer="a@b"), view(definer="c@d"))) == 1
    assert len(diff(view(), view(definer="c@d"))) == 1

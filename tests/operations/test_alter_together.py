"""Several changes in one statement are undone from the last to the first."""

from __future__ import annotations

from goofer_py.operations import AddColumn, AddConstraint, AlterColumn, DropColumn
from goofer_py.operations.alter_together import AlterTogether
from goofer_py.operations.update_rows import UpdateRows
from goofer_py.schema import Column, Name, PrimaryKey, Schema, Table, Type

T = Name("t")
ID = Column("id", Type("int"), nullable=False)
A = Column("a", Type("int"))
BEFORE = Table(T, (ID,))
ALTER = AlterTogether(BEFORE, (AddColumn(T, A), AddConstraint(T, PrimaryKey(("id",), "PRIMARY"))))


def test_what_is_done_together_is_undone_together() -> None:
    start = Schema((BEFORE,))
    end = ALTER.apply(start)
    assert end.table(T) == ALTER.after
    assert end.table(T).column_names == ("id", "a")
    assert ALTER.inverse().apply(end) == start
    assert ALTER.inverse().inverse() == ALTER
    assert ALTER.inverse().operations[-1] == DropColumn(T, A)


def test_what_only_goes_along_is_not_told() -> None:
    quiet = AlterTogether(BEFORE, (AlterColumn(T, ID, ID), AddColumn(T, A)))
    assert quiet.describe() == "add column t.a"


def test_values_are_given_back_where_they_are_known() -> None:
    update = UpdateRows(T, (("a", "1"), ("touched", "touched")), back=(("a", "0"),))
    assert update.inverse().values == (("a", "0"),)
    assert update.inverse().inverse() == update
    assert update.apply(Schema((BEFORE,))) == Schema((BEFORE,))
    assert update.describe() == "give rows of t their values in a"

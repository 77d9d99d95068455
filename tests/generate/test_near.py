"""How far a change reaches."""

from __future__ import annotations

from goofer_py.diff.differ import diff
from goofer_py.generate.near import near
from goofer_py.schema import Column, Enum, ForeignKey, Name, PrimaryKey, Schema, Table, Type

ID = Column("id", Type("integer"), nullable=False)


def table(name: str, *targets: str) -> Table:
    keys = tuple(ForeignKey(("id",), Name(t), ("id",), f"{name}_{t}") for t in targets)
    return Table(Name(name), (ID,), PrimaryKey(("id",), f"{name}_pkey"), foreign_keys=keys)


def reached(current: Schema, desired: Schema) -> set[str]:
    old, new = near(current, desired, diff(current, desired))
    return {str(t.name) for schema in (old, new) for t in schema.tables}


def test_children_and_the_parents_of_all_are_near_and_others_are_not() -> None:
    current = Schema(
        (
            table("grandparent"),
            table("parent", "grandparent"),
            table("changed", "parent"),
            table("child", "changed", "stepparent"),
            table("stepparent"),
            table("sibling", "parent"),
            table("far"),
        )
    )
    changed = table("changed", "parent").with_column(Column("x", Type("text")))
    desired = current.with_table_replaced(Name("changed"), changed)
    assert reached(current, desired) == {
        "grandparent",
        "parent",
        "changed",
        "child",
        "stepparent",
    }


def test_tables_that_use_a_changed_enum_are_near() -> None:
    mood = Name("mood")
    users = table("users").with_column(Column("mood", Type("", enum=mood)))
    current = Schema((users, table("far")), enums=(Enum(mood, ("sad",)),))
    desired = Schema((users, table("far")), enums=(Enum(mood, ("sad", "ok")),))
    assert reached(current, desired) == {"users"}

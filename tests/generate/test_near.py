"""How far a change reaches."""

from __future__ import annotations

from goofer_py.diff.differ import diff
from goofer_py.generate.near import near
from goofer_py.schema import (
    Column,
    Enum,
    ForeignKey,
    Name,
    PrimaryKey,
    Schema,
    SchemaObject,
    Table,
    Type,
    Use,
)

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


def test_tables_that_a_view_or_trigger_names_together_with_a_changed_one_are_near() -> None:
    recent = made("view", "recent", "changed", "joined")
    latest = made("view", "latest", "further", view="recent")
    other = made("view", "other", "far")
    logged = made("trigger", "logged", "log", on="further")
    names = ("changed", "joined", "further", "log", "far")
    current = Schema(tuple(map(table, names)), objects=(recent, latest, other, logged))
    wider = table("changed").with_column(Column("x", Type("text")))
    desired = current.with_table_replaced(Name("changed"), wider)

    found, _ = near(current, desired, diff(current, desired))

    assert {str(t.name) for t in found.tables} == {"changed", "joined", "further", "log"}
    assert found.objects == (recent, latest, logged)


def made(
    kind: str, name: str, *tables: str, view: str | None = None, on: str | None = None
) -> SchemaObject:
    uses = [Use("table", Name(table)) for table in tables]
    uses += [] if view is None else [Use("view", Name(view))]
    place = None if on is None else Name(on)
    return SchemaObject(kind, Name(name), table=place, uses=tuple(uses))

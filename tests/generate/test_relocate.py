"""Schemas and operations in other places, their expressions along with them."""

from __future__ import annotations

from goofer_py.generate.relocate import relocated
from goofer_py.operations import AddConstraint
from goofer_py.schema import Check, Column, Enum, Name, Schema, SchemaObject, Table, Type

MOOD = Enum(Name("mood", "audit"), ("ok",))
CHECK = Check("m <> 'ok'::audit.mood", "c")
TABLE = Table(
    Name("t", "audit"),
    (Column("m", Type("", MOOD.name), default="'ok'::audit.mood"), Column("d", Type("audit.dom"))),
    checks=(CHECK,),
)
PLACES = {"audit": "there"}


def test_names_and_what_expressions_name_move_together() -> None:
    found = relocated(Schema((TABLE,), (MOOD,), namespaces=("audit",)), PLACES)

    (table,) = found.tables
    assert (table.name, found.enums[0].name) == (Name("t", "there"), Name("mood", "there"))
    assert table.column("m").default == "'ok'::there.mood"
    assert table.checks[0].expression == "m <> 'ok'::there.mood"


def test_what_is_not_part_of_the_move_stays_where_it_is() -> None:
    assert relocated(TABLE, PLACES).column("d").type == Type("audit.dom")


def test_expressions_may_name_what_is_besides() -> None:
    add = AddConstraint(TABLE.name, CHECK)

    assert relocated(add, PLACES).constraint == CHECK
    moved = relocated(add, PLACES, Schema((TABLE,), (MOOD,)))
    assert moved.constraint == Check("m <> 'ok'::there.mood", "c")


def test_a_signature_names_its_types_where_they_are_then() -> None:
    function = SchemaObject("function", Name("f", "audit"), signature="audit.mood, audit.t")

    (moved,) = relocated(Schema((TABLE,), (MOOD,), objects=(function,)), PLACES).objects
    assert moved.signature == "there.mood, there.t"


def test_nowhere_to_move_is_no_change() -> None:
    assert relocated(TABLE, {}) is TABLE

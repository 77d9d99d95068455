"""Names of constraints that pass from one table to another."""

from __future__ import annotations

import pytest

from goofer_py.diff.differ import diff
from goofer_py.diff.hints import Hints
from goofer_py.diff.resolve import settle_renames
from goofer_py.errors import UsageError
from goofer_py.operations import Operation, RenameConstraint, RenameTable
from goofer_py.schema import Column, Name, PrimaryKey, Schema, Table, Type

A, B, C = Name("a"), Name("b"), Name("c")


def schema(*names: Name) -> Schema:
    """Tables whose keys are called after them."""
    id_ = Column("id", Type("int"), nullable=False)
    keys = ((name, PrimaryKey(("id",), f"{name}_pkey")) for name in names)
    return Schema(tuple(Table(name, (id_,), key) for name, key in keys))


def names_met_twice(operations: tuple[Operation, ...], taken: set[str]) -> list[str]:
    """The new names that something else still had when they were given."""
    met = []
    for operation in operations:
        if isinstance(operation, RenameConstraint):
            if operation.after.name in taken:
                met.append(str(operation.after.name))
            taken = taken - {str(operation.before.name)} | {str(operation.after.name)}
    return met


@pytest.mark.parametrize(
    ("before", "hints"),
    [
        ((A, B), Hints(tables={B: A, C: B})),
        ((A, B), Hints(tables={B: A, A: B})),
        ((A, B, C), Hints(tables={B: A, C: B, A: C})),
    ],
)
def test_a_key_gets_its_new_name_only_when_nothing_has_it(
    before: tuple[Name, ...], hints: Hints
) -> None:
    current, desired = schema(*before), schema(*hints.tables)
    settled = settle_renames(current, desired, hints, lambda _: None)
    operations = diff(current, desired, settled)
    assert {type(operation) for operation in operations} == {RenameTable, RenameConstraint}
    assert names_met_twice(operations, {f"{name}_pkey" for name in before}) == []
    end = current
    for operation in operations:
        end = operation.apply(end)
    assert set(end.tables) == set(desired.tables)


def test_a_chain_that_ends_at_a_table_that_stays_is_refused() -> None:
    hints = Hints(tables={B: A, C: B})
    with pytest.raises(UsageError, match="The table b cannot be renamed to c"):
        settle_renames(schema(A, B, C), schema(B, C), hints, lambda _: None)


def test_a_chain_that_is_done_asks_for_nothing() -> None:
    there = schema(B, C)
    settled = settle_renames(there, there, Hints(tables={B: A, C: B}), lambda _: None)
    assert diff(there, there, settled) == ()

"""Columns in an order that is asked for, by as few moves as can be."""

from __future__ import annotations

from functools import reduce
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from goofer_py.dialects.mysql.placing import placed
from goofer_py.diff.differ import diff
from goofer_py.operations import AddColumn, AlterColumn, Operation, OrderColumns
from goofer_py.schema import Column, Name, Schema, Table, Type

T = Name("t")
NAMES = "abcdef"
orders = st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True)


def schema(names: list[str], wide: frozenset[str] = frozenset()) -> Schema:
    """One table; the columns in `wide` are of another type."""
    columns = (Column(name, Type("bigint" if name in wide else "int")) for name in names)
    return Schema((Table(T, tuple(columns)),))


def order_after(steps: list[Operation], start: Schema) -> list[str]:
    """What the columns are called at the end."""
    end = reduce(lambda before, step: step.apply(before), steps, start)
    return list(end.table(T).column_names)


def longest_run(names: list[str], wanted: list[str]) -> int:
    """How many of the names can stay where they are, found by trying all."""
    there = [name for name in names if name in wanted]
    return max(
        (
            size
            for size in range(len(there) + 1)
            for run in combinations(there, size)
            if list(run) == [name for name in wanted if name in run]
        ),
        default=0,
    )


@given(orders, orders, st.frozensets(st.sampled_from(NAMES)))
def test_any_order_is_reached_with_as_few_moves_as_can_be(
    before: list[str], after: list[str], wide: frozenset[str]
) -> None:
    start = schema(before)
    operations = diff(start, schema(after, wide), column_order=True)
    steps = placed(operations, start)
    assert not any(isinstance(step, OrderColumns) for step in steps)
    assert order_after(steps, start) == after
    moved = [s for s in steps if isinstance(s, AlterColumn) and s.place is not None]
    kept = [name for name in before if name in after]
    assert len(moved) == len(kept) - longest_run(before, after)


@given(orders, orders, st.frozensets(st.sampled_from(NAMES)))
def test_the_way_back_gives_every_column_its_old_place(
    before: list[str], after: list[str], wide: frozenset[str]
) -> None:
    there = schema(after, wide)
    operations = diff(schema(before), there, column_order=True)
    back = [operation.inverse() for operation in reversed(operations)]
    assert order_after(placed(back, there), there) == before


@given(orders, st.permutations(NAMES))
def test_without_being_asked_an_order_is_no_change(before: list[str], after: list[str]) -> None:
    wanted = [name for name in after if name in before]
    assert diff(schema(before), schema(wanted)) == ()


def test_a_column_that_changes_moves_in_the_same_clause() -> None:
    start = schema(["a", "b", "c"])
    operations = diff(start, schema(["c", "a", "b", "d"], frozenset("c")), column_order=True)
    steps = placed(operations, start)
    places = [step.place for step in steps if isinstance(step, AlterColumn | AddColumn)]
    assert [type(step) for step in steps] == [AlterColumn, AddColumn]
    assert places == ["", None]

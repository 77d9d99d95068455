"""What holds of every pair of schemas."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given

from goofer_py.diff.differ import diff
from goofer_py.operations import (
    AddConstraint,
    CreateTable,
    DropConstraint,
    DropTable,
    Operation,
)
from goofer_py.schema import ForeignKey, Schema
from tests.strategies import schemas


def applied(operations: Iterable[Operation], schema: Schema) -> Schema:
    for operation in operations:
        schema = operation.apply(schema)
    return schema


def undone(operations: Iterable[Operation], schema: Schema) -> Schema:
    return applied((op.inverse() for op in reversed(list(operations))), schema)


@given(schemas())
def test_a_schema_does_not_differ_from_itself(schema: Schema) -> None:
    assert diff(schema, schema) == ()


@given(schemas(), schemas())
def test_the_operations_lead_from_current_to_desired(current: Schema, desired: Schema) -> None:
    assert applied(diff(current, desired), current) == desired


@given(schemas(), schemas())
def test_the_inverses_in_reverse_order_lead_back(current: Schema, desired: Schema) -> None:
    assert undone(diff(current, desired), desired) == current


@given(schemas(), schemas())
def test_an_operation_is_the_inverse_of_its_inverse(current: Schema, desired: Schema) -> None:
    for operation in diff(current, desired):
        assert operation.inverse().inverse() == operation


@given(schemas(), schemas())
def test_every_operation_undoes_itself_where_it_stands(current: Schema, desired: Schema) -> None:
    for operation in diff(current, desired):
        after = operation.apply(current)
        assert operation.inverse().apply(after) == current
        current = after


@given(schemas(), schemas())
def test_every_operation_says_what_it_does_in_one_line(current: Schema, desired: Schema) -> None:
    for operation in diff(current, desired):
        assert operation.describe().strip()
        assert "\n" not in operation.describe()


@given(schemas(), schemas())
def test_a_foreign_key_points_at_a_key_that_is_there_at_every_step(
    current: Schema, desired: Schema
) -> None:
    schema = current
    for operation in diff(current, desired):
        schema = operation.apply(schema)
        for key in _made(operation):
            target = schema.table(key.target)
            assert target.primary_key is not None
            assert target.primary_key.columns == key.target_columns


@given(schemas(), schemas())
def test_no_foreign_key_is_left_behind_when_its_target_is_dropped(
    current: Schema, desired: Schema
) -> None:
    schema = current
    for operation in diff(current, desired):
        schema = operation.apply(schema)
        if isinstance(operation, DropTable):
            others = (key for table in schema.tables for key in table.foreign_keys)
            assert all(key.target != operation.table.name for key in others)


@given(schemas(), schemas())
def test_a_foreign_key_lets_go_while_a_type_on_either_end_changes(
    current: Schema, desired: Schema
) -> None:
    dropped = {
        (op.table, op.constraint.name)
        for op in diff(current, desired)
        if isinstance(op, DropConstraint) and isinstance(op.constraint, ForeignKey)
    }
    for table in current.tables:
        for key in table.foreign_keys:
            ends = [(table.name, key.columns), (key.target, key.target_columns)]
            retyped = any(_retyped(name, columns, current, desired) for name, columns in ends)
            if retyped and desired.find_table(table.name) is not None:
                assert (table.name, key.name) in dropped


def _made(operation: Operation) -> tuple[ForeignKey, ...]:
    match operation:
        case CreateTable(table=table):
            return table.foreign_keys
        case AddConstraint(constraint=ForeignKey() as key):
            return (key,)
    return ()


def _retyped(name: object, columns: tuple[str, ...], current: Schema, desired: Schema) -> bool:
    old = next((t for t in current.tables if t.name == name), None)
    new = next((t for t in desired.tables if t.name == name), None)
    if old is None or new is None:
        return False
    return any(old.column(c).type != new.column(c).type for c in columns)

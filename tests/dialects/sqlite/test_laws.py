"""What holds of every change between two schemas, on a real SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from goofer_py.dialects.sqlite.dialect import SQLiteDialect
from goofer_py.diff.differ import diff
from goofer_py.diff.names import adopt_names
from goofer_py.errors import StatementFailed
from goofer_py.generate.keep import Fate, losses, with_fates
from goofer_py.generate.samples import insert_samples
from goofer_py.operations import AddColumn, AlterColumn, Operation
from goofer_py.schema import Schema
from tests.dialects.sqlite.live import Live, live
from tests.dialects.sqlite.newest import newest
from tests.dialects.sqlite.strategies import Pair, alike, pairs, schemas

pytestmark = pytest.mark.slow
VERSIONS = [(3, 16), (3, 25), (3, 40), (3, 53)]
_KEEP: Fate = "keep"
_MANY = settings(max_examples=settings().max_examples // 2, suppress_health_check=list(HealthCheck))


@_MANY
@given(schemas())
def test_what_is_created_is_read_back_as_it_was_described(schema: Schema) -> None:
    with live() as db:
        db.build(schema)

        assert db.read() == schema


@pytest.mark.parametrize("version", VERSIONS)
@_MANY
@given(pair=pairs)
def test_lowered_operations_lead_where_the_plain_ones_do(
    version: tuple[int, ...], pair: Pair
) -> None:
    before, after = _adopted(pair)
    dialect = SQLiteDialect(version)
    operations = diff(before, after)

    lowered = dialect.lower(operations, before)

    assert _applied(lowered, before) == after
    assert _applied(_inverses(lowered), after) == before
    assert [op.inverse().inverse() for op in lowered] == list(lowered)
    assert _applied(dialect.lower(_inverses(operations), after), after) == before


# A library of today runs what is written for the older ones.
LIBRARIES = [
    pytest.param(live, (3, 16), id="3.16"),
    pytest.param(live, (3, 25), id="3.25"),
    pytest.param(live, (3, 36), id="3.36"),
    pytest.param(live, None, id="standard"),
    pytest.param(newest, None, id="newest"),
]
Opens = Callable[[str, tuple[int, ...] | None], AbstractContextManager[Live]]


@pytest.mark.parametrize(("opens", "version"), LIBRARIES)
@_MANY
@given(pair=pairs)
def test_up_leads_to_what_is_desired_and_down_back_to_what_was_there(
    opens: Opens, version: tuple[int, ...] | None, pair: Pair
) -> None:
    before, after = _adopted(pair)
    with opens("", version) as db:
        db.build(before)
        change = db.change(diff(before, after))

        db.run(change.up)
        assert db.read() == after
        db.run(change.down)
        assert db.read() == before
        db.run(change.up)
        assert db.read() == after


@pytest.mark.parametrize(("opens", "version"), LIBRARIES)
@settings(_MANY, max_examples=settings().max_examples)
@given(pair=alike)
def test_rows_are_there_again_after_down_or_nothing_happened_at_all(
    opens: Opens, version: tuple[int, ...] | None, pair: Pair
) -> None:
    before, after = _adopted(pair)
    with opens("", version) as db:
        db.build(before)
        # A cycle of foreign keys is filled row by row.
        db.run("PRAGMA foreign_keys = OFF")
        insert_samples(db.session, before, {})
        db.run("PRAGMA foreign_keys = ON")
        assume(not db.query("PRAGMA foreign_key_check"))
        dialect, operations = db.dialect, _with_fills(diff(before, after), db.dialect)
        fates = dict.fromkeys(losses(operations), _KEEP)
        change = db.change(with_fates(operations, fates, before, dialect, "1"))
        contents = db.contents()

        try:
            db.run(change.up)
        except StatementFailed:
            event("a new constraint refused the rows")
            if "BEGIN IMMEDIATE" in change.up:
                db.run("ROLLBACK")
            assert db.contents() == contents
            return
        changed = db.contents()
        db.run(change.down)
        assert db.contents() == contents
        db.run(change.up)
        assert db.contents() == changed


def _adopted(pair: Pair) -> Pair:
    before, after = pair
    return before, adopt_names(after, before)


def _applied(operations: Sequence[Operation], schema: Schema) -> Schema:
    return reduce(lambda before, operation: operation.apply(before), operations, schema)


def _inverses(operations: Sequence[Operation]) -> list[Operation]:
    return [operation.inverse() for operation in reversed(operations)]


def _with_fills(operations: Sequence[Operation], dialect: SQLiteDialect) -> list[Operation]:
    return [_with_fill(operation, dialect) for operation in operations]


def _with_fill(operation: Operation, dialect: SQLiteDialect) -> Operation:
    match operation:
        case AddColumn(column=column) if not column.fills_itself and operation.fill is None:
            return replace(operation, fill=dialect.zero(column))
        case AlterColumn(after=after) if not after.nullable:
            return replace(operation, fill=dialect.zero(after))
        case _:
            return operation

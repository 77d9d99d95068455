"""Any change between any two schemas is generated, runs, and leads where it should: on servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from goofer_py.dialects.dialect import Capabilities
from goofer_py.diff.differ import diff
from goofer_py.generate.keep import Fate, Loss, losses, with_fates
from goofer_py.generate.proof import Change, prove
from goofer_py.generate.render import Renderer
from goofer_py.introspect.registry import introspector_for
from goofer_py.schema import Schema, Table
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session
from tests.strategies import schemas

live = settings(
    max_examples=settings().max_examples // 3,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    session = open_store(database_url).connect()
    yield session
    session.close()


def fitting(schema: Schema, capabilities: Capabilities) -> Schema:
    """Return `schema` without what this database does not have."""
    if not capabilities.comments:
        schema = schema.map_tables(without_comments)
    return replace(
        schema,
        enums=schema.enums if capabilities.enums else (),
        sequences=schema.sequences if capabilities.sequences else (),
        namespaces=schema.namespaces if capabilities.namespaces else (),
    )


def without_comments(table: Table) -> Table:
    columns = tuple(replace(column, comment=None) for column in table.columns)
    return replace(table, comment=None, columns=columns)


def change(session: Session, current: Schema, desired: Schema, fate: Fate) -> Change:
    dialect = session.dialect
    current = dialect.canonical(fitting(current, dialect.capabilities))
    desired = dialect.canonical(fitting(desired, dialect.capabilities))
    operations = diff(current, desired)
    fates: dict[Loss, Fate] = dict.fromkeys(losses(operations), fate)
    operations = with_fates(operations, fates, current, dialect, "20260131120000")
    after = current
    for operation in operations:
        after = operation.apply(after)
    back = [operation.inverse() for operation in reversed(operations)]
    return Change(
        current, after, operations, dialect.lower(operations, current), dialect.lower(back, after)
    )


@pytest.mark.parametrize("fate", ["keep", "discard"])
@live
@given(current=schemas(), desired=schemas())
def test_every_change_can_be_proved(
    session: Session, fate: Fate, current: Schema, desired: Schema
) -> None:
    proof = prove(
        change(session, current, desired, fate),
        session,
        introspector_for(session.dialect),
        Renderer(session.dialect),
    )
    assert proof.tables <= len(current.tables)

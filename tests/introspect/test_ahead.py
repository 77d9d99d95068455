"""What is read ahead is the same as what is read at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name, Schema
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session


@pytest.fixture
def session(every_database_url: str) -> Iterator[Session]:
    session = open_store(every_database_url).connect()
    session.run("CREATE TABLE a (id int PRIMARY KEY, x varchar(5)); CREATE TABLE b (id int)")
    yield session
    session.close()


def read(session: Session, likely: Scope, wanted: Scope) -> Schema:
    with introspector_for(session.dialect).ahead(session, likely) as finish:
        return finish(wanted)


@pytest.mark.parametrize("wanted", [Scope(), Scope(include=("a",)), Scope(exclude=("b",))])
def test_the_scope_that_is_wanted_in_the_end_is_what_is_read(
    session: Session, wanted: Scope
) -> None:
    found = read(session, Scope(), wanted)

    assert found == introspector_for(session.dialect).read(session, wanted)
    assert Name("a") in {table.name for table in found.tables}


def test_a_schema_that_nobody_expected_is_read_too(postgresql_url: str) -> None:
    session = open_store(postgresql_url).connect()
    session.run("CREATE SCHEMA more; CREATE TABLE more.c (id int); CREATE TABLE a (id int)")

    found = read(session, Scope(), Scope(namespaces=("more",)))

    assert [table.name for table in found.tables] == [Name("a"), Name("c", "more")]
    session.close()


def test_what_is_never_read_leaves_nothing_behind(session: Session) -> None:
    with introspector_for(session.dialect).ahead(session, Scope()):
        pass

    assert not session.in_transaction
    assert session.query("SELECT count(*) FROM a") == [(0,)]

"""The scratch: an empty database of the same library."""

from __future__ import annotations

import sqlite3

import pytest

from goofer_py.errors import StatementFailed
from goofer_py.introspect.sqlite import SQLiteIntrospector
from goofer_py.schema import Name, Schema
from tests.dialects.sqlite.live import live


def test_a_scratch_is_empty_and_reaches_nothing() -> None:
    with live("CREATE TABLE t (a)") as db:
        with SQLiteIntrospector().scratch(db.session, ()) as scratch:
            assert scratch.read() == Schema()
            scratch.session.run("CREATE TABLE other (b)")
            assert [t.name for t in scratch.read().tables] == [Name("other")]

        assert [t.name for t in db.read().tables] == [Name("t")]


def test_attached_databases_have_their_names() -> None:
    with live("ATTACH ':memory:' AS aux") as db:
        with SQLiteIntrospector().scratch(db.session, ("aux",)) as scratch:
            scratch.session.run("CREATE TABLE aux.t (a INT)")

            assert scratch.namespace("aux") == "aux"
            assert [t.name for t in scratch.read().tables] == [Name("t", "aux")]

        assert db.read("aux").tables == ()


def test_what_is_kept_aside_is_not_read() -> None:
    with live() as db, SQLiteIntrospector().scratch(db.session, ()) as scratch:
        scratch.session.run("CREATE TABLE goofer_kept_t_1 (a); CREATE TABLE alembic_version (a)")

        assert [t.name for t in scratch.read().tables] == [Name("alembic_version")]


def test_the_functions_and_collations_of_an_application_can_be_named() -> None:
    with live() as db:
        connection: sqlite3.Connection = db.session.connection
        connection.create_collation("länge", lambda a, b: len(a) - len(b))
        connection.create_function("is_mail", 1, lambda text: "@" in text, deterministic=True)
        script = """
        CREATE TABLE t (a TEXT COLLATE länge CHECK (is_mail(a)));
        CREATE INDEX ix ON t (is_mail(a));
        CREATE UNIQUE INDEX iy ON t (a);
        INSERT INTO t VALUES ('no mail');
        """
        with pytest.raises(StatementFailed, match="CHECK"):
            db.run(script)

        with SQLiteIntrospector().scratch(db.session, ()) as scratch:
            scratch.session.run(script)

            assert scratch.read() == db.read()


def test_a_scratch_is_closed_whatever_happens() -> None:
    with live() as db:
        with (
            pytest.raises(RuntimeError),
            SQLiteIntrospector().scratch(db.session, ()) as scratch,
        ):
            raise RuntimeError

        with pytest.raises(StatementFailed, match="closed"):
            scratch.session.query("SELECT 1")

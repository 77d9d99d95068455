"""The scratch database: empty, named like no other, gone at the end, found when it was left."""

from __future__ import annotations

import pytest

from goofer_py.errors import ScratchRefused, StatementFailed
from goofer_py.introspect.mysql import MySQLIntrospector
from goofer_py.introspect.mysql.scratch import MARK
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Name
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Session


def scratches(session: Session) -> list[str]:
    rows = session.query("SELECT schema_name FROM information_schema.schemata ORDER BY 1")
    return [str(row[0]) for row in rows if str(row[0]).startswith(MARK)]


def own(session: Session) -> list[str]:
    """Return the scratch databases of this connection."""
    (number,) = session.query("SELECT CONNECTION_ID()")[0]
    return [name for name in scratches(session) if name.startswith(f"{MARK}{number}_")]


def home(session: Session) -> str:
    return str(session.query("SELECT DATABASE()")[0][0])


def test_nothing_reaches_the_real_tables_and_nothing_stays(session: Session) -> None:
    session.execute("CREATE TABLE t (id int primary key)")
    real, before = home(session), MySQLIntrospector().read(session, Scope())
    with MySQLIntrospector().scratch(session, ()) as scratch:
        scratch.session.run("CREATE TABLE t (other int); CREATE VIEW v AS SELECT other FROM t;")
        assert [c.name for c in scratch.read().table(Name("t")).columns] == ["other"]
        assert len(own(session)) == 1
    assert home(session) == real
    assert own(session) == []
    assert MySQLIntrospector().read(session, Scope()) == before


def test_texts_name_neither_the_scratch_nor_the_real_database(session: Session) -> None:
    real = home(session)
    session.execute("CREATE TABLE t (id int primary key, a varchar(9))")
    with MySQLIntrospector().scratch(session, ()) as scratch:
        scratch.session.run(
            "CREATE TABLE t (id int primary key, a varchar(9));"
            "CREATE VIEW near AS SELECT a FROM t;"
            f"CREATE VIEW far AS SELECT a FROM `{real}`.t;"
        )
        found = {one.name.name: one.definition for one in scratch.read().objects}
    assert found["near"] == found["far"]
    assert MARK not in repr(found)


def test_it_inherits_the_collation_of_the_database(session: Session) -> None:
    session.execute("ALTER DATABASE COLLATE latin1_bin")
    with MySQLIntrospector().scratch(session, ()) as scratch:
        scratch.session.run("CREATE TABLE t (a varchar(9))")
        (table,) = scratch.read().tables
    assert (table.options, table.columns[0].collation) == ((), None)


def test_it_is_gone_after_an_error(session: Session) -> None:
    real = home(session)
    scratch = MySQLIntrospector().scratch(session, ())
    with pytest.raises(StatementFailed), scratch as opened:
        opened.session.run("CREATE TABLE t (id int); no statement at all;")
    assert home(session) == real
    assert own(session) == []


def test_what_a_killed_run_left_is_dropped_and_what_is_in_use_is_not(
    session: Session, mysql_kind_url: str
) -> None:
    gone, unlike = f"{MARK}4000000001_0123abcd", f"{MARK}notes"
    session.execute(f"CREATE DATABASE {gone}")
    session.execute(f"CREATE DATABASE {unlike}")
    other = open_store(mysql_kind_url).connect()
    try:
        with MySQLIntrospector().scratch(other, ()) as in_use:
            (name,) = in_use.session.query("SELECT DATABASE()")[0]
            with MySQLIntrospector().scratch(session, ()):
                there = scratches(session)
        assert name in there
        assert unlike in there
        assert gone not in there
    finally:
        other.close()
        session.execute(f"DROP DATABASE {unlike}")


def test_a_user_who_may_not_is_told_what_to_grant(mysql_login_url: str) -> None:
    session = open_store(mysql_login_url).connect()
    try:
        real = home(session)
        with pytest.raises(ScratchRefused) as caught, MySQLIntrospector().scratch(session, ()):
            pass
        assert "Nothing was changed." in str(caught.value)
        assert "GRANT ALL ON `goofer" in str(caught.value.hint)
        assert home(session) == real
        session.execute("CREATE TABLE t (id int primary key)")
        assert MySQLIntrospector().read(session, Scope()).tables != ()
    finally:
        session.close()


def test_a_transaction_of_the_caller_is_not_committed_by_it(session: Session) -> None:
    session.execute("CREATE TABLE t (id int primary key)")
    session.begin()
    session.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(ScratchRefused), MySQLIntrospector().scratch(session, ()):
        pass
    session.rollback()
    assert session.query("SELECT * FROM t") == []


def test_what_goofer_puts_aside_is_not_read(session: Session) -> None:
    with MySQLIntrospector().scratch(session, ()) as scratch:
        scratch.session.run("CREATE TABLE goofer_kept_t (id int primary key)")
        assert scratch.read().tables == ()

"""Sample and empty values: the server takes them."""

from __future__ import annotations

import pytest

from goofer_py.dialects.postgresql.conversion import spelled
from goofer_py.dialects.postgresql.samples import sample, zero
from goofer_py.schema import Column, Name, Type
from goofer_py.stores.store import Session

ROOMY = [
    *("smallint", "integer", "bigint", "numeric", "numeric(10,2)", "real", "double precision"),
    *("text", "character varying", "character varying(5)", "character(3)", "name", "bytea"),
    *("date", "timestamp without time zone", "timestamp(3) with time zone"),
    *("time without time zone", "time with time zone", "interval", "uuid", "json", "jsonb"),
    *("inet", "cidr", "macaddr", "macaddr8", "bit(8)", "bit varying", "money", "oid"),
    *("tsvector", "tsquery", "point", "line", "lseg", "box", "path", "polygon", "circle"),
    *("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"),
    *("integer[]", "text[]", "numeric(6,0)", "numeric(3,3)"),
]
NARROW = ["boolean", "bit(1)", "character(1)", "numeric(1,0)", "character varying(1)[]"]
WITHOUT_ZERO = frozenset(
    ("inet", "cidr", "macaddr", "macaddr8", "oid", "tsquery", "point", "line", "lseg")
) | {"box", "path", "polygon", "circle"}


def values(session: Session, type_: Type, rows: range) -> list[object]:
    """Return what a column of the type holds after the samples for the rows."""
    column = Column("c", type_)
    session.run(f"CREATE TABLE t (c {spelled(type_)})")
    for row in rows:
        session.run(f"INSERT INTO t VALUES ({sample(column, row)})")
    return [row[0] for row in session.query("SELECT c::text FROM t")]


@pytest.mark.parametrize("text", ROOMY)
def test_samples_fit_and_differ(text: str, empty: Session) -> None:
    found = values(empty, Type(text), range(1, 13))

    assert len(set(found)) == 12


@pytest.mark.parametrize("text", NARROW)
def test_samples_fit_where_there_is_little_room(text: str, empty: Session) -> None:
    assert len(values(empty, Type(text), range(1, 13))) == 12


@pytest.mark.parametrize("suffix", ["", "[]"])
def test_samples_of_an_enum_take_turns(suffix: str, empty: Session) -> None:
    empty.run("CREATE TYPE \"Mood\" AS ENUM ('a', 'b')")

    found = values(empty, Type(suffix, Name("Mood")), range(1, 4))

    assert found == (["{a}", "{b}", "{a}"] if suffix else ["a", "b", "a"])


@pytest.mark.parametrize("text", [t for t in [*ROOMY, *NARROW] if t not in WITHOUT_ZERO])
def test_empty_value_fits(text: str, empty: Session) -> None:
    empty.run(f"CREATE TABLE t (c {text} NOT NULL)")

    empty.run(f"INSERT INTO t VALUES ({zero(Column('c', Type(text)))})")


def test_empty_value_of_an_enum_is_its_first(empty: Session) -> None:
    empty.run("CREATE TYPE mood AS ENUM ('b', 'a')")

    assert empty.query(f"SELECT {zero(Column('c', Type('', Name('mood'))))}") == [("b",)]
    assert zero(Column("c", Type("[]", Name("mood")))) == "'{}'"


def test_unknown_type_has_neither() -> None:
    column = Column("c", Type("geometry(Point,4326)"))

    assert (zero(column), sample(column, 1)) == (None, None)

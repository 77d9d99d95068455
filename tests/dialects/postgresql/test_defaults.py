"""Defaults: what means the same is spelled the same, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from goofer_py.dialects.postgresql.defaults import canonical_default
from goofer_py.dialects.postgresql.types import canonical_type
from goofer_py.schema.spelled import as_written
from goofer_py.stores.store import Session

Ask = Callable[[str, Callable[[Session], Any]], Any]

SETTLED: list[tuple[str, str, str | None]] = [
    *((kind, "0", "0") for kind in ("smallint", "integer", "bigint", "numeric", "real", "float8")),
    *((kind, "'0'", "0") for kind in ("smallint", "integer", "bigint", "numeric(5,1)", "oid")),
    ("bigint", "0::bigint", "0"),
    ("integer", "((0))", "0"),
    ("integer", "007", "7"),
    ("integer", "+1", "1"),
    ("smallint", "-1", "-1"),
    ("bigint", "-3000000000", "-3000000000"),
    ("bigint", "'3000000000'", "3000000000"),
    ("numeric(10,2)", "1.50", "1.5"),
    ("numeric", "1.50", "1.50"),
    ("numeric", ".5", "0.5"),
    ("numeric", "1e3", "1000"),
    ("double precision", "-1.5", "-1.5"),
    ("double precision", "'NaN'", "'NaN'"),
    ("boolean", "TRUE", "true"),
    ("boolean", "'f'", "false"),
    ("boolean", "'yes'", "true"),
    ("text", "'x'", "'x'"),
    ("text", "''", "''"),
    ("varchar(5)", "'x'", "'x'"),
    ("varchar(5)", "'x'::text", "'x'"),
    ("varchar(5)", "'x'::character varying(5)", "'x'"),
    ("varchar(5)", "CAST('x' AS varchar)", "'x'"),
    ("char(3)", "'abc'", "'abc'"),
    ("text", "'it''s'", "'it''s'"),
    ("text", "E'tab\\there'", "'tab\there'"),
    ("text", "'back\\slash'", "E'back\\\\slash'"),
    ("text", "$$dollar$$", "'dollar'"),
    ("text", "5", "'5'"),
    ("text[]", "'{}'", "'{}'"),
    ("varchar(5)[]", "'{a}'::varchar[]", "'{a}'"),
    ("jsonb", "'{}'", "'{}'"),
    ("json", "'[]'::json", "'[]'"),
    ("date", "DATE '2020-01-01'", "'2020-01-01'"),
    ("interval", "interval '1 day'", "'1 day'"),
    ("bit(3)", "B'101'", "'101'"),
    ("bit varying(3)", "B'1'", "'1'"),
    ("inet", "'10.0.0.1'::inet", "'10.0.0.1'"),
    ("mood", "'ok'", "'ok'"),
    ("mood", "'ok'::mood", "'ok'"),
    ("mood[]", "'{ok}'::mood[]", "'{ok}'"),
    ("timestamptz", "CURRENT_TIMESTAMP", "now()"),
    ("timestamp", "NOW()", "now()"),
    ("timestamptz", "transaction_timestamp()", "now()"),
    ("date", "current_date", "CURRENT_DATE"),
    ("timestamp", "timezone('utc', now())", "timezone('utc'::text, now())"),
    ("timestamp", "(now() AT TIME ZONE 'utc')", "timezone('utc'::text, now())"),
    ("uuid", "GEN_RANDOM_UUID()", "gen_random_uuid()"),
    ("integer", "nextval('numbers')", "nextval('numbers'::regclass)"),
    ("text", "NULL", None),
    ("varchar(5)", "NULL", None),
    ("numeric(3,1)", "NULL::numeric", None),
]
LEFT = [
    ("integer", "1 + 1"),
    ("integer", "'1.5'"),
    ("jsonb", """'{"a":1}'"""),
    ("timestamp", "'2020-01-01'"),
    ("varchar(2)", "'abc'::varchar(2)"),
    ("text", "lower('X')"),
    ("text", "'a' || 'b'"),
    ("text", "U&'x'"),
    ("dom", "'x'::text"),
]


def settled(kind: str, text: str) -> str | None:
    enum = kind.startswith("mood")
    return canonical_default(text, kind[4:] if enum else canonical_type(kind), enum)


@pytest.mark.parametrize(("kind", "text", "wanted"), SETTLED)
def test_default_is_settled_by_rule(kind: str, text: str, wanted: str | None) -> None:
    assert settled(kind, text) == wanted
    assert wanted is None or settled(kind, wanted) == wanted


@pytest.mark.parametrize(("kind", "text", "wanted"), SETTLED)
def test_server_spells_it_in_a_way_that_is_settled_alike(
    kind: str, text: str, wanted: str | None, asked: Ask
) -> None:
    there = asked("defaults", printed)

    for written in {text, wanted} - {None}:
        found = there[kind, written]
        assert (found and settled(kind, found)) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        ("timestamptz", "current_timestamp", "CURRENT_TIMESTAMP"),
        ("timestamptz", "now()", "now()"),
        ("timestamptz", "Now( )", "now()"),
        ("timestamptz", "transaction_timestamp()", "transaction_timestamp()"),
        ("date", "current_date", "CURRENT_DATE"),
        ("timestamp", "localtimestamp", "LOCALTIMESTAMP"),
        ("timestamp", "(now() AT TIME ZONE 'utc')", "(now() AT TIME ZONE 'utc')"),
        ("timestamp", "timezone('utc', now())", "timezone('utc'::text, now())"),
    ],
)
def test_names_of_one_moment_are_one_default_and_stay_written_as_they_are(
    kind: str, text: str, written: str
) -> None:
    once = settled(kind, text)

    assert once is not None
    assert as_written(once) == written
    assert as_written(settled(kind, once)) == written
    assert settled(kind, written) == once


def printed(session: Session) -> dict[tuple[str, str], str | None]:
    """Return what the server prints for each default, None where it keeps none."""
    wanted = [(kind, default) for kind, text, end in SETTLED for default in {text, end} if default]
    columns = ", ".join(f"c{i} {kind} DEFAULT {text}" for i, (kind, text) in enumerate(wanted))
    session.run("CREATE TYPE mood AS ENUM ('ok'); CREATE SEQUENCE numbers")
    session.run(f"CREATE TABLE t ({columns})")
    rows = session.query(
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_attribute LEFT JOIN pg_attrdef"
        " ON adrelid = attrelid AND adnum = attnum"
        " WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY attnum"
    )
    return dict(zip(wanted, (row[0] for row in rows), strict=True))


@pytest.mark.parametrize(("kind", "text"), LEFT)
def test_what_rules_cannot_settle_stays(kind: str, text: str) -> None:
    assert settled(kind, text) == text


def test_values_that_differ_stay_different() -> None:
    assert settled("numeric", "1.50") != settled("numeric", "1.5")
    assert settled("text", "'1'") != settled("text", "'01'")
    assert settled("integer", "1") != settled("integer", "'2'")
    assert settled("varchar(3)", "'abc'::varchar(2)") != settled("varchar(3)", "'abc'")


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("timestamp without time zone", "'now'::timestamp", "now()"),
        ("timestamp(3) with time zone", "'NOW'", "now()"),
        ("date", "'now'", "CURRENT_DATE"),
        ("date", "'today'::date", "CURRENT_DATE"),
        ("date", "'tomorrow'", "(CURRENT_DATE + 1)"),
        ("text", "'now'", "'now'"),
    ],
)
def test_word_for_a_moment_is_that_of_each_row_and_not_of_the_migration(
    kind: str, text: str, wanted: str
) -> None:
    assert canonical_default(text, kind) == wanted
    assert canonical_default(wanted, kind) == wanted

"""Type changes: every one can be written down, and values that do not survive are found."""

from __future__ import annotations

from itertools import permutations

import pytest

from goofer_py.dialects.postgresql.conversion import conversion, misfit, spelled
from goofer_py.errors import StatementFailed
from goofer_py.schema import Column, Name, Type
from goofer_py.stores.store import Session

MOOD, TONE = Name("mood"), Name("tone")
TYPES = [
    *(Type(text) for text in ("smallint", "bigint", "numeric(5,1)", "real", "double precision")),
    *(Type(text) for text in ("text", "character varying(5)", "character(4)", "boolean")),
    *(Type(text) for text in ("date", "timestamp(0) without time zone", "time with time zone")),
    *(Type(text) for text in ("timestamp with time zone", "interval", "jsonb", "json", "uuid")),
    *(Type(text) for text in ("bytea", "inet", "bit(3)", "money", "int4range")),
    *(Type(text) for text in ("integer[]", "text[]")),
    *(Type("", MOOD), Type("[]", MOOD), Type("", TONE)),
]
ENUMS = "CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TYPE tone AS ENUM ('b', 'c')"


def of_type(type_: Type) -> Column:
    return Column("Col", type_)


def as_type(text: str) -> Type:
    """A type by its text, with `mood` for the enum."""
    if text.startswith(("mood", "tone")):
        return Type(text[4:], Name(text[:4]))
    return Type(text)


def test_every_type_can_become_every_other(empty: Session) -> None:
    empty.run(ENUMS)

    for before, after in permutations(TYPES, 2):
        using = conversion(of_type(before), of_type(after))
        clause = "" if using is None else f" USING {using}"
        condition = misfit(of_type(before), of_type(after)) or "false"
        empty.run(
            f'CREATE TEMP TABLE q ("Col" {spelled(before)}); SELECT 1 FROM q WHERE {condition};'
            f' ALTER TABLE q ALTER "Col" TYPE {spelled(after)}{clause}; DROP TABLE q'
        )


@pytest.mark.parametrize(
    ("before", "value", "after", "wanted"),
    [
        ("text", "'12'", "integer", "12"),
        ("text", "'ok'", "text[]", "{ok}"),
        ("text[]", "'{ok}'", "text", "ok"),
        ("integer", "7", "integer[]", "{7}"),
        ("integer[]", "'{7,8}'", "bigint[]", "{7,8}"),
        ("boolean", "true", "bigint", "1"),
        ("numeric(5,1)", "0", "boolean", "false"),
        ("integer", "5", "boolean", "true"),
        ("mood", "'b'", "tone", "b"),
        ("mood", "'b'", "text", "b"),
        ("text", "'b'", "mood", "b"),
        ("mood[]", "'{a,b}'", "text[]", "{a,b}"),
        ("timestamp without time zone", "'2020-01-02 03:04:05'", "date", "2020-01-02"),
        ("text", "'{\"a\": 1}'", "jsonb", '{"a": 1}'),
        ("integer", "NULL", "integer[]", None),
    ],
)
def test_value_is_converted(
    before: str, value: str, after: str, wanted: str | None, empty: Session
) -> None:
    old, new = as_type(before), as_type(after)
    using = conversion(of_type(old), of_type(new))
    clause = "" if using is None else f" USING {using}"

    empty.run(
        f'{ENUMS}; CREATE TABLE q ("Col" {spelled(old)}); INSERT INTO q VALUES ({value});'
        f' ALTER TABLE q ALTER "Col" TYPE {spelled(new)}{clause}'
    )

    assert empty.query('SELECT "Col"::text FROM q') == [(wanted,)]


@pytest.mark.parametrize(
    ("before", "after", "fits", "misfits"),
    [
        ("text", "integer", ["'12'", "NULL"], ["'012'", "'x'", "''"]),
        ("text", "character varying(3)", ["'abc'"], ["'abcd'"]),
        ("character varying(9)", "character(3)", ["'abc'"], ["'abcd'"]),
        ("numeric(6,2)", "numeric(4,1)", ["1.50"], ["1.25", "1234.5"]),
        ("numeric(6,2)", "integer", [], ["1.25"]),
        ("bigint", "integer", ["5"], ["3000000000"]),
        ("integer", "boolean", ["0", "1"], ["2"]),
        ("timestamp without time zone", "date", ["'2020-01-01'"], ["'2020-01-01 10:00'"]),
        ("text", "uuid", ["'00000000-0000-4000-8000-000000000001'"], ["'x'"]),
        ("text", "mood", ["'a'"], ["'z'"]),
        ("mood", "tone", ["'b'"], ["'a'"]),
        ("text[]", "text", ["'{a}'"], ["'{a,b}'"]),
        ("text", "boolean", ["'true'"], ["'maybe'", "'t'"]),
        ("double precision", "integer", ["4"], ["4.5"]),
    ],
)
def test_misfit_tells_values_that_do_not_come_back(
    before: str, after: str, fits: list[str], misfits: list[str], empty: Session
) -> None:
    old, new = as_type(before), as_type(after)
    condition = misfit(of_type(old), of_type(new))
    empty.run(f'{ENUMS}; CREATE TABLE q ("Col" {spelled(old)})')

    def is_misfit(value: str) -> bool:
        empty.run(f"TRUNCATE q; INSERT INTO q VALUES ({value})")
        try:
            return bool(empty.query(f"SELECT 1 FROM q WHERE {condition}"))
        except StatementFailed:
            return True

    assert [value for value in fits if is_misfit(value)] == []
    assert [value for value in misfits if not is_misfit(value)] == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("integer", "bigint"),
        ("smallint", "numeric"),
        ("integer", "numeric(12,2)"),
        ("integer", "double precision"),
        ("real", "double precision"),
        ("numeric(5,2)", "numeric(7,3)"),
        ("character varying(5)", "character varying(9)"),
        ("character varying(5)", "text"),
        ("uuid", "text"),
        ("mood", "character varying"),
        ("date", "timestamp with time zone"),
        ("timestamp(0) without time zone", "timestamp(3) without time zone"),
        ("json", "jsonb"),
    ],
)
def test_wider_types_have_no_misfits(before: str, after: str) -> None:
    assert misfit(of_type(as_type(before)), of_type(as_type(after))) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("bigint", "integer"),
        ("integer", "numeric(5,2)"),
        ("bigint", "double precision"),
        ("numeric", "numeric(5,2)"),
        ("character varying", "character varying(9)"),
        ("text", "mood"),
        ("timestamp with time zone", "date"),
    ],
)
def test_narrower_types_may_have_misfits(before: str, after: str) -> None:
    assert misfit(of_type(as_type(before)), of_type(as_type(after))) is not None

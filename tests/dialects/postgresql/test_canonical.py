"""A schema as the server would describe it, by rules alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.dialects.postgresql.canonical import canonical
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Enum,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Sequence,
    Table,
    Unique,
)
from goofer_py.stores.store import Session
from tests.dialects.postgresql.live import Live, column, of_enum, table

LONG = "x" * 70


def settled(wanted: Table) -> Table:
    """Return the table as the rules spell it, which they do but once."""
    found = canonical(Schema((wanted,)))
    assert canonical(found) == found
    return found.tables[0]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (column("a", "INT4"), column("a", "integer")),
        (column("a", "SERIAL"), column("a", nullable=False, identity=Identity("serial"))),
        (
            column("a", "VARCHAR(5)", default="'x'::text"),
            column("a", "character varying(5)", default="'x'"),
        ),
        (of_enum("a", Name("m"), "[][]"), of_enum("a", Name("m"), "[]")),
        (of_enum("a", Name(LONG)), of_enum("a", Name("x" * 63))),
        (column("a", collation="default", comment=""), column("a")),
        (column(LONG), column("x" * 63)),
        (
            column("a", identity=Identity("always", start=1, increment=1, maximum=2**31 - 1)),
            column("a", nullable=False, identity=Identity("always")),
        ),
        (
            column("a", "bigint", identity=Identity("serial", 5, -1, -9, -1, cache=1)),
            column("a", "bigint", identity=Identity("serial", 5, -1, -9)),
        ),
        (
            column("a", "varchar", computed=Computed("( b||'x' )")),
            column("a", "character varying", computed=Computed("(b)::text || 'x'::text")),
        ),
    ],
)
def test_column(written: Column, wanted: Column) -> None:
    found = settled(table(written, column("b", "varchar"))).columns[0]

    assert found == wanted


def test_columns_of_the_primary_key_are_required() -> None:
    found = settled(table(column("a"), column("b"), primary_key=PrimaryKey(("a",))))

    assert [c.nullable for c in found.columns] == [False, True]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (
            ForeignKey(("a",), Name("p"), ("id",), "f", "no action", "set  null", "simple"),
            ForeignKey(("a",), Name("p"), ("id",), "f", None, "SET NULL"),
        ),
        (
            ForeignKey(("a",), Name("p"), ("id",), "f", 'set null ( a,"B c" )', match="full"),
            ForeignKey(("a",), Name("p"), ("id",), "f", 'SET NULL (a, "B c")', match="FULL"),
        ),
        (
            ForeignKey(("a",), Name("p"), ("id",), LONG, initially_deferred=True),
            ForeignKey(
                ("a",), Name("p"), ("id",), "x" * 63, deferrable=True, initially_deferred=True
            ),
        ),
    ],
)
def test_foreign_key(written: ForeignKey, wanted: ForeignKey) -> None:
    assert settled(table(column("a"), foreign_keys=(written,))).foreign_keys == (wanted,)


def test_check_knows_what_it_reads_and_takes_its_name_from_it() -> None:
    checks = (Check("a>0"), Check("a > b"), Check("f(a)"))

    found = settled(table(column("a"), column("b"), checks=checks)).checks

    assert [(c.expression, c.name, c.columns) for c in found] == [
        ("a > 0", "people_a_check", ("a",)),
        ("a > b", "people_check", ("a", "b")),
        ("f(a)", "people_a_check1", ("a",)),
    ]


def test_names_that_were_chosen_stay_and_are_no_auto_names() -> None:
    found = settled(table(column("a"), uniques=(Unique(("a",), "mine"), Unique(("a",)))))

    assert [(u.name, u.auto_named) for u in found.uniques] == [
        ("mine", False),
        ("people_a_key", True),
    ]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (Index("i", (IndexPart("a"),), method="BTREE"), Index("i", (IndexPart("a"),))),
        (
            Index(
                "i",
                (
                    IndexPart("a", nulls_first=False),
                    IndexPart("t", descending=True, nulls_first=True),
                ),
            ),
            Index("i", (IndexPart("a"), IndexPart("t", descending=True))),
        ),
        (Index("i", (IndexPart(expression="a"),)), Index("i", (IndexPart("a"),))),
        (Index("i", (IndexPart(expression='"a"'),)), Index("i", (IndexPart("a"),))),
        (
            Index("i", (IndexPart(expression="a desc nulls last"),)),
            Index("i", (IndexPart("a", descending=True, nulls_first=False),)),
        ),
        (
            Index("i", (IndexPart(expression="lower(t) DESC"),)),
            Index("i", (IndexPart(expression="lower(t)", descending=True),)),
        ),
        (
            Index("i", (IndexPart(expression="t gin_trgm_ops"),), method="gin"),
            Index("i", (IndexPart("t", operator_class="gin_trgm_ops"),), method="gin"),
        ),
        (
            Index("i", (IndexPart(expression="a+1"),), where="(a IS NOT null)"),
            Index("i", (IndexPart(expression="(a + 1)"),), where="a IS NOT NULL"),
        ),
        (
            Index("i", (IndexPart("a"),), options=(("Fillfactor", "70"), ("a", "b"))),
            Index("i", (IndexPart("a"),), options=(("a", "b"), ("fillfactor", "70"))),
        ),
    ],
)
def test_index(written: Index, wanted: Index) -> None:
    found = settled(table(column("a"), column("t", "text"), indexes=(written,))).indexes[0]

    assert found == wanted


def test_index_knows_what_its_texts_read() -> None:
    index = Index("i", (IndexPart(expression="lower(t)"),), where="a > 0")

    found = settled(table(column("a"), column("b"), column("t", "text"), indexes=(index,)))

    assert found.indexes[0].reads == {"a", "t"}


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (Sequence(Name("s"), "BIGINT", 1, 1, 1, 2**63 - 1, cache=1), Sequence(Name("s"))),
        (Sequence(Name("s"), "int4", 1, maximum=9), Sequence(Name("s"), "integer", maximum=9)),
        (Sequence(Name("s"), start=7, minimum=7, comment=""), Sequence(Name("s"), minimum=7)),
        (
            Sequence(Name("s"), None, -1, -1, cycle=True),
            Sequence(Name("s"), None, None, -1, cycle=True),
        ),
    ],
)
def test_sequence(written: Sequence, wanted: Sequence) -> None:
    assert canonical(Schema(sequences=(written,))).sequences == (wanted,)


def test_enum_keeps_its_values() -> None:
    enum = Enum(Name("m"), ("B", "a b", ""), "")

    assert canonical(Schema(enums=(enum,))).enums == (replace(enum, comment=None),)


def test_what_rules_settle_is_what_the_server_has(empty: Session) -> None:
    live = Live(empty)
    written = Schema(
        (
            Table(
                Name(LONG),
                (
                    column("id", "BIGSERIAL"),
                    column("n", "DECIMAL(8, 2)", nullable=False, default="'0'"),
                    column("t", "VARCHAR(9)", default="'x'::varchar"),
                    column("b", "BOOL", default="'t'"),
                    of_enum("m", Name("mood"), default="'ok'::mood"),
                    column("at", "TIMESTAMPTZ", default="CURRENT_TIMESTAMP"),
                ),
                PrimaryKey(("id",)),
                uniques=(Unique(("n", "t")),),
                checks=(Check("n>=0 and n<100"), Check("t in ('x','y')")),
                indexes=(Index("ix", (IndexPart(expression="lower(t) desc"),), where="b"),),
            ),
        ),
        (Enum(Name("mood"), ("ok",)),),
        (Sequence(Name("s"), "int8", 1, 5, 1),),
    )

    assert live.build(written) == live.read()

"""Every operation: done, undone and done again on a server, which then has what apply() says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterEnum,
    AlterIndex,
    AlterSequence,
    AlterTable,
    CreateEnum,
    CreateIndex,
    CreateSequence,
    CreateTable,
    DropColumn,
    DropTable,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
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
from tests.dialects.postgresql.live import PEOPLE, Live, column, of_enum, table

MOOD = Name("mood")
SAD_OK = Enum(MOOD, ("sad", "ok"))
ID = column("id", "bigint", nullable=False)
KEY = PrimaryKey(("id",), "people_pkey")
PLAIN = table(ID, column("a"), column("b", "text"), primary_key=KEY)
ORDERS = table(ID, column("person_id", "bigint"), name=Name("orders"))
TO_PEOPLE = ForeignKey(("person_id",), PEOPLE, ("id",), "orders_person_id_fkey")
EVERYTHING = Table(
    Name('Odd "table"'),
    (
        column("id", identity=Identity("always", start=5, increment=2, cache=3)),
        column("select", "character varying(20)", default="'it''s'", collation="C", comment="c'"),
        of_enum("m", MOOD, default="'ok'"),
        of_enum("ms", MOOD, "[]", default="'{}'"),
        column("n", "numeric(10,2)", nullable=False, default="0"),
        column("twice", "numeric", computed=Computed("n * 2")),
        column("serial", "smallint", identity=Identity("serial", increment=3)),
    ),
    PrimaryKey(("id",), "odd_pk", include=("n",)),
    (Unique(("select", "m"), "odd_uq", deferrable=True, initially_deferred=True),),
    (ForeignKey(("serial",), Name("target"), ("a",), "odd_fk", "CASCADE", "SET NULL", "FULL"),),
    (Check("n > 0 AND n < 100", "odd_ck", no_inherit=True), Check("n <> 7", "nv", validated=False)),
    (
        Index(
            "odd_ix",
            (
                IndexPart("select", descending=True, nulls_first=False, collation="POSIX"),
                IndexPart(expression='lower("select")', operator_class="text_pattern_ops"),
            ),
            unique=True,
            where="n > 1",
            include=("m",),
            options=(("fillfactor", "70"),),
            comment="an index",
        ),
    ),
    "a table",
    (("fillfactor", "60"), ("unlogged", "")),
)
TARGET = table(
    column("a", "smallint", nullable=False),
    name=Name("target"),
    primary_key=PrimaryKey(("a",), "target_pkey"),
    options=(("unlogged", ""),),
)


_LABEL = "CASE WHEN (m = '{}'::mood) THEN 'x'::text ELSE NULL::text END"


def altered(before: Column, after: Column, **facets: str) -> tuple[Schema, list[Operation]]:
    """A table in which one column is changed."""
    start = Schema((table(ID, before, primary_key=KEY),), (SAD_OK,))
    return start, [AlterColumn(PEOPLE, before, after, **facets)]


def changed_enum(
    before: tuple[str, ...], after: tuple[str, ...], *more: Operation, **facets: object
) -> tuple[Schema, list[Operation]]:
    """An enum that is used in all the ways there are, and what changes its values."""
    old, new = Enum(MOOD, before), Enum(MOOD, after)
    people = table(
        ID,
        of_enum("m", MOOD, default=f"'{before[0]}'"),
        of_enum("ms", MOOD, "[]"),
        column("label", "text", computed=Computed(_LABEL.format(before[0]))),
        primary_key=KEY,
        uniques=(Unique(("m",), "people_m_key"),),
        checks=(Check(f"m <> '{before[1]}'", "m_check"),),
        indexes=(
            Index("m_ix", (IndexPart("m"),)),
            Index("m_part", (IndexPart("id"),), where=f"m = '{before[0]}'"),
            Index("label_ix", (IndexPart("label"),)),
        ),
    )
    fans = table(
        ID,
        of_enum("m", MOOD),
        name=Name("fans"),
        foreign_keys=(ForeignKey(("m",), PEOPLE, ("m",), "fans_m_fkey"),),
    )
    change = AlterEnum(old, new, **facets)  # type: ignore[arg-type]
    return Schema((people, fans), (old,)), [change, *more]


CASES: dict[str, tuple[Schema, list[Operation]]] = {
    "create everything": (Schema((TARGET,), (SAD_OK,)), [CreateTable(EVERYTHING)]),
    "drop a table": (Schema((TARGET, EVERYTHING), (SAD_OK,)), [DropTable(EVERYTHING)]),
    "rename a table": (
        Schema((PLAIN, replace(ORDERS, foreign_keys=(TO_PEOPLE,)))),
        [RenameTable(PEOPLE, Name("Persons"))],
    ),
    "comment a table": (Schema((PLAIN,)), [AlterTable(PEOPLE, (None, "new"), ((), ()))]),
    "options of a table": (
        Schema((replace(PLAIN, options=(("autovacuum_enabled", "false"), ("fillfactor", "70"))),)),
        [
            AlterTable(
                PEOPLE,
                (None, None),
                (
                    (("autovacuum_enabled", "false"), ("fillfactor", "70")),
                    (("fillfactor", "80"), ("toast_tuple_target", "256"), ("unlogged", "")),
                ),
            )
        ],
    ),
    "add a column": (
        Schema((PLAIN,)),
        [AddColumn(PEOPLE, column("c", "text", nullable=False, default="'x'", comment="new"))],
    ),
    "add a column with a constant for the rows": (
        Schema((PLAIN,)),
        [AddColumn(PEOPLE, column("c", nullable=False), fill="7")],
    ),
    "add a column with a constant other than the default": (
        Schema((PLAIN,)),
        [AddColumn(PEOPLE, column("c", nullable=False, default="1"), fill="7")],
    ),
    "add a column with a value for each row": (
        Schema((PLAIN,)),
        [AddColumn(PEOPLE, column("c", "text", nullable=False, default="'new'"), fill="b || 'x'")],
    ),
    "add a computed column": (
        Schema((PLAIN,)),
        [AddColumn(PEOPLE, column("c", computed=Computed("a + 1")))],
    ),
    "add an identity column": (
        Schema((PLAIN,)),
        [AddColumn(PEOPLE, column("c", nullable=False, identity=Identity("always", start=9)))],
    ),
    "add a serial column with options": (
        Schema((PLAIN,)),
        [AddColumn(PEOPLE, column("c", nullable=False, identity=Identity("serial", start=9)))],
    ),
    "drop a column": (Schema((PLAIN,)), [DropColumn(PEOPLE, column("a"))]),
    "rename a column": (
        Schema(
            (
                table(
                    ID,
                    column("a"),
                    column("twice", computed=Computed("a * 2")),
                    primary_key=KEY,
                    checks=(Check("a > 0", "a_check"),),
                    indexes=(Index("a_ix", (IndexPart("a"),), where="a > 5"),),
                ),
                replace(ORDERS, foreign_keys=(TO_PEOPLE,)),
            )
        ),
        [RenameColumn(PEOPLE, "id", "Key"), RenameColumn(PEOPLE, "a", "select")],
    ),
    "constraints": (
        Schema((PLAIN, ORDERS)),
        [
            AddConstraint(PEOPLE, Unique(("a", "b"), "people_a_b_key", include=("id",))),
            AddConstraint(PEOPLE, Check("a > 0", "a_check")),
            AddConstraint(PEOPLE, Check("a < 9", "a_less", validated=False)),
            AddConstraint(ORDERS.name, replace(TO_PEOPLE, on_delete="SET NULL")),
            AddConstraint(ORDERS.name, PrimaryKey(("id",), "orders_pkey", deferrable=True)),
            RenameConstraint(PEOPLE, Check("a > 0", "a_check"), Check("a > 0", "a_more")),
        ],
    ),
    "a foreign key that is not validated": (
        Schema((PLAIN, ORDERS)),
        [AddConstraint(ORDERS.name, replace(TO_PEOPLE, validated=False, deferrable=True))],
    ),
    "indexes": (
        Schema((replace(PLAIN, indexes=(Index("b_ix", (IndexPart("b"),)),)),)),
        [
            CreateIndex(
                PEOPLE,
                Index(
                    "a_ix",
                    (IndexPart("a", descending=True), IndexPart(expression="lower(b)")),
                    unique=True,
                    comment="c",
                ),
            ),
            CreateIndex(PEOPLE, Index("h_ix", (IndexPart("b"),), method="hash")),
            RenameIndex(PEOPLE, "b_ix", "B ix"),
            AlterIndex(
                PEOPLE,
                Index("B ix", (IndexPart("b"),)),
                Index("B ix", (IndexPart("b"),), options=(("fillfactor", "50"),), comment="x"),
            ),
        ],
    ),
    "sequences": (
        Schema(sequences=(Sequence(Name("s"), start=5, minimum=2, cache=4),)),
        [
            CreateSequence(Sequence(Name("t"), "integer", 10, 5, 1, 100, True, 2, "numbers")),
            AlterSequence(
                Sequence(Name("s"), start=5, minimum=2, cache=4),
                Sequence(Name("s"), "integer", increment=2, maximum=99, cycle=True, comment="c"),
            ),
        ],
    ),
    "enums": (
        Schema(),
        [CreateEnum(Enum(Name("Odd"), ("a'b", "c\\d", ""), "a type"))],
    ),
    "rename a type's values": (
        Schema(enums=(SAD_OK,)),
        [AlterEnum(SAD_OK, Enum(MOOD, ("low", "ok", "high"), "c"), renamed=(("sad", "low"),))],
    ),
    "rename values that are used": changed_enum(
        ("b", "d"), ("x'y", "d", "q"), renamed=(("b", "x'y"),)
    ),
    "rename values that are used and remove one": changed_enum(
        ("b", "d", "e"), ("d", "x'y"), renamed=(("b", "x'y"),)
    ),
    "add values anywhere": changed_enum(("b", "d"), ("a", "b", "c", "d", "e")),
    "add values and use one at once": changed_enum(
        ("b", "d"),
        ("b", "c", "d"),
        AlterColumn(PEOPLE, of_enum("m", MOOD, default="'b'"), of_enum("m", MOOD, default="'c'")),
        AddConstraint(PEOPLE, Check("m <> 'c'::mood", "c_check")),
    ),
    "reorder values": changed_enum(("b", "d"), ("d", "b")),
    "remove a value": changed_enum(("b", "d", "e"), ("b", "d")),
    "remove a value that is the default": (
        Schema(
            (table(ID, of_enum("m", MOOD, nullable=False, default="'sad'")),),
            (SAD_OK,),
        ),
        [
            AlterEnum(SAD_OK, Enum(MOOD, ("ok", "fine"))),
            AlterColumn(
                PEOPLE,
                of_enum("m", MOOD, nullable=False, default="'sad'"),
                of_enum("m", MOOD, nullable=False, default="'fine'"),
            ),
        ],
    ),
    "remove a value that a check names": (
        Schema(
            (table(ID, of_enum("m", MOOD), checks=(Check("m <> 'sad'::mood", "ck"),)),), (SAD_OK,)
        ),
        [
            AlterEnum(SAD_OK, Enum(MOOD, ("ok",))),
            AddConstraint(PEOPLE, Check("m <> 'sad'::mood", "ck")).inverse(),
        ],
    ),
    "type to a wider one": altered(column("a"), column("a", "bigint")),
    "type to text": altered(column("a", default="1"), column("a", "text", default="'x'")),
    "type from text": altered(column("a", "text"), column("a", "numeric(5,1)")),
    "type to boolean": altered(column("a"), column("a", "boolean", default="true")),
    "type to an array": altered(column("a"), column("a", "integer[]")),
    "type to an enum": altered(column("a", "text"), of_enum("a", MOOD, default="'ok'")),
    "type from an enum": altered(of_enum("a", MOOD), column("a", "character varying(10)")),
    "enum to an array of it": altered(of_enum("a", MOOD), of_enum("a", MOOD, "[]")),
    "type by an expression": altered(
        column("a"), column("a", "text"), using="'no ' || a", back="substr(a, 4)::integer"
    ),
    "collation": altered(column("a", "text"), column("a", "text", collation="C")),
    "default": altered(column("a", default="1"), column("a", default="2")),
    "comment": altered(column("a", comment="one"), column("a")),
    "not null": altered(column("a"), column("a", nullable=False), fill="0"),
    "plain to identity": altered(
        column("a", nullable=False), column("a", nullable=False, identity=Identity("by default"))
    ),
    "default to identity": altered(
        column("a", default="1"),
        column("a", nullable=False, identity=Identity("always", start=100)),
        fill="0",
    ),
    "identity to another kind and other options": altered(
        column("a", nullable=False, identity=Identity("by default", start=3, cache=5)),
        column(
            "a",
            nullable=False,
            identity=Identity("always", 100, 10, minimum=50, maximum=5000, cycle=True),
        ),
    ),
    "identity counting down": altered(
        column("a", nullable=False, identity=Identity("by default")),
        column("a", nullable=False, identity=Identity("by default", increment=-1)),
    ),
    "identity to another type": altered(
        column("a", nullable=False, identity=Identity("always")),
        column("a", "bigint", nullable=False, identity=Identity("always")),
    ),
    "serial to identity": altered(
        column("a", nullable=False, identity=Identity("serial")),
        column("a", nullable=False, identity=Identity("by default", increment=2)),
    ),
    "serial to an identity that counts down": altered(
        column("a", nullable=False, identity=Identity("serial")),
        column("a", nullable=False, identity=Identity("always", increment=-1)),
    ),
    "serial to another type and options": altered(
        column("a", nullable=False, identity=Identity("serial")),
        column("a", "bigint", nullable=False, identity=Identity("serial", increment=2)),
    ),
    "serial to plain": altered(
        column("a", nullable=False, identity=Identity("serial")), column("a", default="5")
    ),
    "serial to another type": altered(
        column("a", nullable=False, identity=Identity("serial")), column("a", "text")
    ),
    "serial that may be null": altered(
        column("a", nullable=False, identity=Identity("serial")),
        column("a", nullable=True, identity=Identity("serial")),
    ),
    "computed to plain": altered(column("a", computed=Computed("id * 2")), column("a")),
    "computed to another": altered(
        column("a", computed=Computed("id * 2")), column("a", computed=Computed("id * 3"))
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_operation_leads_where_it_says_and_back(
    case: tuple[Schema, list[Operation]], empty: Session
) -> None:
    live = Live(empty)
    start = live.build(case[0])
    live.expect(start)

    end = live.run(case[1], start)
    live.expect(end)

    assert live.run_back(case[1], end) == start
    live.expect(start)

    assert live.run(case[1], start) == end
    live.expect(end)

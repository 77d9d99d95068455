"""Tables in parts, and tables that inherit: made, changed and gone, both ways, with their rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.diff.differ import diff
from goofer_py.errors import UnsafeChange
from goofer_py.generate.keep import losses, with_fates
from goofer_py.operations import DropTable, Operation, RenameColumn, RenameTable
from goofer_py.schema import (
    Check,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from goofer_py.stores.store import Session
from tests.dialects.postgresql.live import Live, column, table
from tests.dialects.postgresql.test_table_parts import both_ways

ORDERS = Name("orders")
KEY = PrimaryKey(("id", "year"), "orders_pkey")
COLUMNS = (
    column("id", "bigint", nullable=False, identity=Identity("serial")),
    column("year", nullable=False),
    column("note", "text", default="'none'"),
    column("buyer", "bigint"),
)
BUYERS = table(
    column("id", "bigint", nullable=False),
    name=Name("buyers"),
    primary_key=PrimaryKey(("id",), "buyers_pkey"),
)
WHOLE = table(
    *COLUMNS,
    name=ORDERS,
    primary_key=KEY,
    uniques=(Unique(("year", "note"), "one_note"),),
    foreign_keys=(ForeignKey(("buyer",), Name("buyers"), ("id",), "to_buyer"),),
    checks=(Check("year > 0", "our_era"),),
    indexes=(Index("ix_buyer", (IndexPart("buyer"),)),),
    options=(("partition_by", "RANGE (year)"),),
)
OLD = Table(Name("orders_old"), partition_of=ORDERS, bound="FOR VALUES FROM (MINVALUE) TO (2020)")
NEW = Table(Name("orders_new"), partition_of=ORDERS, bound="FOR VALUES FROM (2020) TO (2030)")
REST = Table(Name("orders_rest"), partition_of=ORDERS, bound="DEFAULT")
ALONE = table(
    *COLUMNS,
    name=Name("orders_old"),
    primary_key=PrimaryKey(("id", "year"), "orders_old_pkey"),
)
ANIMALS = table(
    column("id", nullable=False),
    column("legs", default="4"),
    name=Name("animals"),
    primary_key=PrimaryKey(("id",), "animals_pkey"),
    checks=(Check("legs > 1", "walks"), Check("id > 0", "only_here", no_inherit=True)),
)
THINGS = table(column("weight", "real"), name=Name("things"))
DOGS = table(
    column("tail", "text"),
    name=Name("dogs"),
    inherits=(ANIMALS.name,),
    checks=(Check("tail <> ''", "wags"),),
    indexes=(Index("ix_legs", (IndexPart("legs"),)),),
)
LONE_DOGS = replace(
    DOGS,
    inherits=(),
    columns=(column("id", nullable=False), column("legs", default="4"), *DOGS.columns),
    checks=(*DOGS.checks, ANIMALS.checks[0]),
)


def orders(*parts: Table, **facets: object) -> Schema:
    """The table in parts, with what it needs."""
    return Schema((BUYERS, replace(WHOLE, **facets), *parts))  # type: ignore[arg-type]


HASHED = replace(WHOLE, options=(("partition_by", "HASH (year)"),))
LISTED = replace(WHOLE, uniques=(), options=(("partition_by", "LIST (year)"),))
CASES: dict[str, tuple[Schema, Schema]] = {
    "range and default": (Schema((BUYERS,)), orders(OLD, NEW, REST)),
    "hash": (
        Schema((BUYERS,)),
        Schema(
            (
                BUYERS,
                HASHED,
                *(
                    Table(
                        Name(f"orders_{number}"),
                        partition_of=ORDERS,
                        bound=f"FOR VALUES WITH (modulus 2, remainder {number})",
                    )
                    for number in range(2)
                ),
            )
        ),
    ),
    "list of parts that have parts": (
        Schema((BUYERS,)),
        Schema(
            (
                BUYERS,
                LISTED,
                Table(
                    Name("orders_few"),
                    partition_of=ORDERS,
                    bound="FOR VALUES IN (1, 2)",
                    options=(("partition_by", "RANGE (id)"),),
                ),
                Table(
                    Name("orders_few_first"),
                    partition_of=Name("orders_few"),
                    bound="FOR VALUES FROM ('1') TO ('1000')",
                    options=(("fillfactor", "50"),),
                    comment="the first",
                ),
            )
        ),
    ),
    "partition more and one less": (orders(OLD, NEW), orders(NEW, REST)),
    "bounds that change hands": (
        orders(OLD, NEW),
        orders(replace(OLD, bound=NEW.bound), replace(NEW, bound=OLD.bound)),
    ),
    "what a partition has for itself": (
        orders(OLD),
        orders(
            replace(
                OLD,
                checks=(Check("note <> 'x'", "no_x"),),
                indexes=(Index("ix_note", (IndexPart("note"),)),),
                options=(("fillfactor", "70"),),
                comment="old ones",
            )
        ),
    ),
    "what the whole has": (
        orders(OLD, NEW),
        orders(
            OLD,
            NEW,
            columns=(*COLUMNS[:2], column("note", "character varying(9)"), column("more")),
            uniques=(),
            foreign_keys=(),
            checks=(Check("more > 0", "some"),),
            indexes=(Index("ix_more", (IndexPart("more"),)),),
        ),
    ),
    "plain table becomes a partition": (orders(NEW, ALONE), orders(NEW, OLD)),
    "partition becomes a plain table": (
        orders(NEW, OLD),
        orders(
            NEW,
            replace(
                ALONE,
                columns=(column("id", "bigint", nullable=False), *COLUMNS[1:]),
                indexes=(Index("by_buyer", (IndexPart("buyer"),)),),
            ),
        ),
    ),
    "inheritance": (Schema((ANIMALS,)), Schema((ANIMALS, DOGS))),
    "heir of two": (
        Schema((ANIMALS, THINGS)),
        Schema((ANIMALS, THINGS, replace(DOGS, inherits=(ANIMALS.name, THINGS.name)))),
    ),
    "heir that leaves": (Schema((ANIMALS, DOGS)), Schema((ANIMALS, LONE_DOGS))),
    "heir of one more, and no longer of another": (
        Schema((ANIMALS, THINGS, DOGS)),
        Schema(
            (
                ANIMALS,
                THINGS,
                replace(LONE_DOGS, inherits=(THINGS.name,)),
            )
        ),
    ),
    "what heirs have": (
        Schema((ANIMALS, DOGS)),
        Schema(
            (
                replace(
                    ANIMALS,
                    columns=(ANIMALS.columns[0], column("legs", "bigint"), column("eyes")),
                    checks=(Check("eyes < 9", "few"),),
                ),
                replace(DOGS, columns=(column("tail", "character varying(3)"),)),
            )
        ),
    ),
}


@pytest.fixture
def live(empty: Session) -> Live:
    return Live(empty)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_change_of_parents_leads_there_and_back(case: tuple[Schema, Schema], live: Live) -> None:
    both_ways(live, *case)


@pytest.mark.parametrize("fate", ["keep", "discard"])
def test_rows_of_a_dropped_partition_are_kept_or_gone(fate: str, live: Live) -> None:
    start = live.build(orders(OLD, NEW))
    live.session.run("INSERT INTO orders (year, note) VALUES (2019, 'a'), (2021, 'b')")
    dropped = diff(start, live.dialect.canonical(orders(NEW)))
    fates = dict.fromkeys(losses(dropped), fate)
    operations = with_fates(dropped, fates, start, live.dialect, "1")  # type: ignore[arg-type]

    end = live.run(operations, start)
    live.expect(end)
    assert live.rows("SELECT year, note FROM orders") == [(2021, "b")]
    assert live.run_back(operations, end) == start
    live.expect(start)

    kept = [(2019, "a")] if fate == "keep" else []
    assert live.rows("SELECT year, note FROM orders") == [*kept, (2021, "b")]
    live.session.run("INSERT INTO orders_old (year) VALUES (2000)")


def test_whole_is_dropped_with_its_parts_and_comes_back_with_their_rows(live: Live) -> None:
    start = live.build(orders(OLD, NEW))
    live.session.run("INSERT INTO orders (year) VALUES (2019), (2021)")
    dropped = diff(start, Schema((BUYERS,)))
    assert [op.table.name.name for op in dropped if isinstance(op, DropTable)][-1] == "orders"
    fates = dict.fromkeys(losses(dropped), "keep")
    operations = with_fates(dropped, fates, start, live.dialect, "1")  # type: ignore[arg-type]

    end = live.run(operations, start)
    live.expect(end)
    assert live.run_back(operations, end) == start
    live.expect(start)
    assert live.rows("SELECT year FROM orders_new") == [(2021,)]


def test_rows_move_with_a_partition_that_leaves_and_comes_back(live: Live) -> None:
    start = live.build(orders(NEW, OLD))
    live.session.run("INSERT INTO orders (year) VALUES (2019)")
    operations = diff(start, live.dialect.canonical(CASES["partition becomes a plain table"][1]))

    end = live.run(operations, start)
    assert live.rows("SELECT year FROM orders") == []
    assert live.rows("SELECT year FROM orders_old") == [(2019,)]

    live.run_back(operations, end)
    assert live.rows("SELECT year FROM orders") == [(2019,)]


def test_plain_table_that_is_to_be_partitioned_is_refused(live: Live) -> None:
    start = live.build(Schema((BUYERS, replace(WHOLE, options=()))))
    operations = diff(start, live.dialect.canonical(orders()))

    with pytest.raises(UnsafeChange, match="orders would be partitioned by RANGE"):
        live.dialect.lower(operations, start)


def test_declared_columns_of_an_heir_are_those_of_its_parent(live: Live) -> None:
    declared = replace(DOGS, columns=(*ANIMALS.columns, *DOGS.columns))

    assert live.dialect.canonical(Schema((ANIMALS, declared))) == live.dialect.canonical(
        Schema((ANIMALS, DOGS))
    )


def test_renamed_column_of_the_whole_is_renamed_in_what_its_parts_have(live: Live) -> None:
    part = replace(OLD, checks=(Check("note <> 'x'", "no_x"),))
    start = live.build(orders(part))
    operations: list[Operation] = [
        RenameColumn(ORDERS, "note", "remark"),
        RenameTable(ORDERS, Name("sales")),
    ]
    end = live.run(operations, start)

    live.expect(end)
    assert end.table(Name("orders_old")).checks[0].expression == "remark <> 'x'::text"
    assert end.table(Name("orders_old")).partition_of == Name("sales")


def test_kept_partition_comes_back_with_its_keys_called_what_they_were(live: Live) -> None:
    names = (
        "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'orders_old'::regclass"
        " ORDER BY 1"
    )
    start = live.build(orders(OLD, NEW))
    live.session.run("ALTER INDEX orders_old_pkey RENAME TO keys_of_old")
    before = live.rows(names)
    assert ("keys_of_old",) in before
    dropped = diff(start, live.dialect.canonical(orders(NEW)))
    fates = dict.fromkeys(losses(dropped), "keep")
    operations = with_fates(dropped, fates, start, live.dialect, "1")  # type: ignore[arg-type]

    end = live.run(operations, start)
    live.run_back(operations, end)

    live.expect(start)
    assert live.rows(names) == before

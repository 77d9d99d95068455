"""Names of what nobody named: those that the server gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from goofer_py.dialects.postgresql.canonical import canonical
from goofer_py.dialects.postgresql.names import joined, object_name
from goofer_py.operations import AddConstraint, CreateTable, Operation
from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Type,
    Unique,
)
from goofer_py.stores.store import Session
from tests.dialects.postgresql.live import Live, column

LONG = "a_name_that_is_very_long_indeed_and_goes_on_and_on"
WIDE = "ünïcödé_ñämé_" * 3

TABLES = [
    Table(
        Name(name),
        (column("id", nullable=False), column("a"), column("b_c"), column(second)),
        PrimaryKey(("id",)),
        uniques=(
            Unique(("a",)),
            Unique(("a", "b_c")),
            Unique(("a", second), include=("b_c",)),
            Unique((second,)),
        ),
        checks=(
            Check("a > 0"),
            Check("a < 9"),
            Check("a < b_c"),
            Check("a <> b_c"),
            Check(f'"{second}" IS NOT NULL'),
            Check("1 = 1"),
        ),
        foreign_keys=(
            ForeignKey(("a",), Name(name), ("id",)),
            ForeignKey(("b_c",), Name(name), ("id",)),
            ForeignKey(("a", second), Name(name), ("a", second)),
        ),
    )
    for name, second in (
        ("t", "c"),
        ("t_a", "Odd one"),
        (LONG, "x"),
        ("x", LONG),
        (LONG, f"second_{LONG}"),
        (WIDE, f"ö{WIDE}"),
    )
]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name.name[:20])
def test_names_are_those_the_server_gives(table: Table, empty: Session) -> None:
    live = Live(empty)
    named = live.dialect.canonical(Schema((table,))).tables[0]

    empty.run(live.renderer.statements(_unnamed(named)))

    there = live.read().tables[0]
    assert {c.name for c in named.constraints} == {c.name for c in there.constraints}
    assert all(c.auto_named for c in named.constraints)


def _unnamed(table: Table) -> list[Operation]:
    """Create the table as it was declared, so that the server does the naming."""
    bare = replace(
        table,
        primary_key=replace(table.primary_key, name=None) if table.primary_key else None,
        uniques=tuple(replace(c, name=None) for c in table.uniques),
        checks=tuple(replace(c, name=None) for c in table.checks),
        foreign_keys=(),
    )
    keys = (AddConstraint(table.name, replace(k, name=None)) for k in table.foreign_keys)
    return [CreateTable(bare), *keys]


def test_names_that_are_taken_get_a_number() -> None:
    first = Table(
        Name("t"),
        (Column("a", Type("integer")),),
        uniques=(Unique(("a",), "t_a_key"), Unique(("a",)), Unique(("a",))),
    )

    names = [unique.name for unique in canonical(Schema((first,))).tables[0].uniques]

    assert names == ["t_a_key", "t_a_key1", "t_a_key2"]


def test_names_in_other_schemas_are_free() -> None:
    tables = tuple(
        Table(Name("t", schema), (Column("a", Type("integer")),), PrimaryKey(("a",)))
        for schema in (None, "other")
    )

    keys = [table.primary_key for table in canonical(Schema(tables)).tables]

    assert [key and key.name for key in keys] == ["t_pkey", "t_pkey"]


@pytest.mark.parametrize(
    ("first", "second", "label", "wanted"),
    [
        ("t", "a", "fkey", "t_a_fkey"),
        ("t", None, "pkey", "t_pkey"),
        ("t" * 70, None, "pkey", "t" * 58 + "_pkey"),
        ("t" * 40, "c" * 40, "key", "t" * 29 + "_" + "c" * 29 + "_key"),
        ("t" * 10, "c" * 60, "key", "t" * 10 + "_" + "c" * 48 + "_key"),
        ("ö" * 40, None, "pkey", "ö" * 29 + "_pkey"),
    ],
)
def test_longer_part_is_cut(first: str, second: str | None, label: str, wanted: str) -> None:
    assert object_name(first, second, label) == wanted


def test_many_columns_stop_at_the_limit() -> None:
    assert joined(["a" * 40, "b" * 40, "c"]) == f"{'a' * 40}_{'b' * 40}"

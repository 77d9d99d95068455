"""Any change between any two schemas of what PostgreSQL has leads there, back, and there again.

Each step is a transaction of its own, as when migrations run: a new enum value that is used too
early would show.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count, pairwise
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from goofer_py.diff.differ import diff
from goofer_py.generate.keep import Fate, Loss, losses, with_fates
from goofer_py.operations import Operation
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Enum,
    Exclusion,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Sequence,
    Table,
    Type,
    Unique,
)
from goofer_py.stores.store import Session
from tests.dialects.postgresql.live import Live

VALUES = ("a", "b'c", "d", "E f")
OTHER = "laws_other"
MOODS = (Name("mood"), Name("Tone", OTHER))
TABLES = (Name("users"), Name("Odd one"), Name("users", OTHER))
PLAIN = ("integer", "bigint", "text", "character varying(9)", "numeric(8,2)", "boolean")
DEFAULTS = {"integer": "7", "text": "'x'", "boolean": "true", "numeric(8,2)": "1.5"}
COLUMN_OPTIONS = (
    (),
    (("storage", "external"),),
    (("n_distinct", "-0.5"), ("statistics", "9")),
)
TABLE_OPTIONS = [
    ("fillfactor", "70"),
    ("replica_identity", "full"),
    ("row_security", "enabled"),
]
PARTS = Name("in parts")
_NUMBERS = count(1)
_T = TypeVar("_T")


@st.composite
def enums(draw: DrawFn, name: Name) -> Enum:
    values = draw(st.lists(st.sampled_from(VALUES), unique=True, min_size=1))
    return Enum(name, tuple(values), draw(st.sampled_from([None, "about"])))


@st.composite
def columns(draw: DrawFn, name: str, there: tuple[Enum, ...]) -> Column:
    kind = draw(st.sampled_from(("plain", "plain", "enum", "array", "identity", "computed")))
    comment = draw(st.sampled_from([None, None, "it's"]))
    kept = draw(st.sampled_from(COLUMN_OPTIONS))
    nullable = draw(st.booleans())
    enum = draw(st.sampled_from(there)) if there else None
    if kind == "enum" and enum is not None:
        value = draw(st.sampled_from(enum.values)).replace("'", "''")
        default = draw(st.sampled_from([None, f"'{value}'"]))
        return Column(name, Type("", enum.name), nullable, default, comment=comment)
    if kind == "array" and enum is not None:
        default = draw(st.sampled_from([None, "'{}'"]))
        return Column(name, Type("[]", enum.name), nullable, default, comment=comment)
    if kind == "identity":
        numbering = Identity(
            draw(st.sampled_from(("always", "by default", "serial"))),
            increment=draw(st.sampled_from([None, 5, -1])),
        )
        whole = draw(st.sampled_from(("smallint", "integer", "bigint")))
        return Column(name, Type(whole), False, identity=numbering, comment=comment)
    if kind == "computed":
        stored = Computed(draw(st.sampled_from(("id + 1", "id * 2"))))
        return Column(name, Type("bigint"), computed=stored, comment=comment)
    text = draw(st.sampled_from(PLAIN))
    default = draw(st.sampled_from([None, DEFAULTS.get(text)]))
    collation = "C" if text == "text" and draw(st.booleans()) else None
    # Only what can be long is kept in more ways than one.
    options = kept if text == "text" else ()
    return Column(
        name,
        Type(text),
        nullable,
        default,
        collation=collation,
        comment=comment,
        options=options,
    )


@st.composite
def tables(draw: DrawFn, name: Name, there: tuple[Enum, ...], parents: tuple[Name, ...]) -> Table:
    names = draw(st.lists(st.sampled_from(("n", "select", "M m")), unique=True))
    found = (Column("id", Type("bigint"), False), *(draw(columns(c, there)) for c in names))
    key = PrimaryKey(("id",), f"{name.name}_pkey")
    targets = draw(st.sets(st.sampled_from(parents), max_size=1)) if parents else set()
    keys = tuple(ForeignKey(("id",), p, ("id",), f"to_{p.name}_{p.schema}") for p in targets)
    values = {enum.name: enum.values for enum in there}
    return Table(
        name,
        found,
        key,
        uniques=_some(draw, [Unique((c.name, "id"), f"{name.name} {c.name}") for c in found[1:]]),
        foreign_keys=keys,
        checks=_some(draw, [_check(c, values) for c in found[1:]]),
        indexes=_some(draw, [_index(name, c, values) for c in found]),
        comment=draw(st.sampled_from([None, "a table"])),
        options=tuple(sorted(_some(draw, TABLE_OPTIONS))),
        exclusions=_some(draw, [Exclusion("id WITH =", f"{name.name} x", "btree")]),
    )


@st.composite
def in_parts(draw: DrawFn) -> tuple[Table, ...]:
    """A table in parts, with any of its partitions and heirs of another table."""
    more = [Column("more", Type(draw(st.sampled_from(("integer", "text")))))]
    whole = Table(
        PARTS,
        (Column("id", Type("bigint"), False), *_some(draw, more)),
        PrimaryKey(("id",), draw(st.sampled_from(("parts_pkey", "parts_key")))),
        checks=_some(draw, [Check("id > 0", "positive")]),
        indexes=_some(draw, [Index("ix parts", (IndexPart("id", descending=True),))]),
        options=(("partition_by", "RANGE (id)"),),
    )
    limits = draw(st.sampled_from((("0", "5", "9"), ("0", "7", "9"))))
    bounds = [f"FOR VALUES FROM ('{a}') TO ('{b}')" for a, b in pairwise(limits)]
    found = [
        Table(
            Name(f"part {number}"),
            partition_of=PARTS,
            bound=bound,
            checks=_some(draw, [Check("id <> 1", "not one")]),
            indexes=_some(draw, [Index(f"ix part {number}", (IndexPart("id"),))]),
            options=draw(st.sampled_from([(), (("fillfactor", "70"),)])),
        )
        for number, bound in enumerate((*bounds, "DEFAULT"))
    ]
    animals = Table(Name("animals"), (Column("legs", Type("integer")),))
    dogs = Table(Name("dogs"), (Column("tail", Type("text")),), inherits=(animals.name,))
    alone = replace(dogs, columns=(*animals.columns, *dogs.columns), inherits=())
    return (
        *((whole, *_some(draw, found)) if draw(st.booleans()) else ()),
        animals,
        *draw(st.sampled_from([(), (dogs,), (alone,)])),
    )


def _some(draw: DrawFn, items: list[_T]) -> tuple[_T, ...]:
    return tuple(item for item in items if draw(st.booleans()))


def _condition(column: Column, values: dict[Name, tuple[str, ...]]) -> str:
    quoted = f'"{column.name}"'
    enum = column.type.enum
    if enum is None or column.type.text:
        return f"{quoted} IS NOT NULL"
    value = values[enum][0].replace("'", "''")
    return f"{quoted} <> '{value}'"


def _check(column: Column, values: dict[Name, tuple[str, ...]]) -> Check:
    return Check(_condition(column, values), f"check {column.name}")


def _index(table: Name, column: Column, values: dict[Name, tuple[str, ...]]) -> Index:
    where = None if column.name == "id" else _condition(column, values)
    return Index(f"ix {table.name} {column.name}", (IndexPart("id"),), where=where)


@st.composite
def schemas(draw: DrawFn) -> Schema:
    there = tuple(draw(enums(name)) for name in MOODS if draw(st.booleans()))
    names = tuple(name for name in TABLES if draw(st.booleans()))
    return Schema(
        (*(draw(tables(name, there, names)) for name in names), *draw(in_parts())),
        there,
        (Sequence(Name("free"), increment=draw(st.sampled_from([None, 2]))),),
        (OTHER,),
    )


@pytest.fixture
def live(empty: Session) -> Live:
    return Live(empty)


@pytest.mark.slow
@pytest.mark.parametrize("fate", ["keep", "discard"])
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(current=schemas(), desired=schemas())
def test_every_change_leads_there_and_back(
    live: Live, fate: Fate, current: Schema, desired: Schema
) -> None:
    clean(live)
    start = live.build(current)
    live.expect(start, OTHER)
    operations = decided(diff(start, live.dialect.canonical(desired)), fate, start, live)

    end = live.run(operations, start)
    live.expect(end, OTHER)
    assert live.run_back(operations, end) == start
    live.expect(start, OTHER)
    live.run(operations, start)
    live.expect(end, OTHER)


def decided(
    operations: tuple[Operation, ...], fate: Fate, start: Schema, live: Live
) -> tuple[Operation, ...]:
    """Say what becomes of the rows of all that is dropped, where they can be kept."""
    fates: dict[Loss, Fate] = dict.fromkeys(losses(operations), fate)
    return with_fates(operations, fates, start, live.dialect, str(next(_NUMBERS)))


def clean(live: Live) -> None:
    live.session.rollback()
    own = live.session.default_schema
    live.session.run(
        f"DROP SCHEMA IF EXISTS {OTHER} CASCADE; DROP SCHEMA {own} CASCADE; CREATE SCHEMA {own}"
    )

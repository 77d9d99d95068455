"""Random schemas that a database would take: for the laws that hold of all of them."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from goofer_py.schema import (
    Check,
    Column,
    Computed,
    Enum,
    ForeignKey,
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

TABLE_NAMES = ("users", "posts", "tags", "orders", "Items")
COLUMN_NAMES = ("a", "b", "c", "d", "select")
MOOD = Name("mood")

types: SearchStrategy[Type] = st.sampled_from(
    [Type("integer"), Type("bigint"), Type("text"), Type("character varying(20)")]
)


@st.composite
def columns(draw: DrawFn, name: str, readable: tuple[str, ...]) -> Column:
    """A column that may compute something from those in `readable`."""
    if readable and draw(st.integers(0, 5)) == 0:
        return Column(
            name, Type("integer"), computed=Computed(f"{draw(st.sampled_from(readable))} + 1")
        )
    return Column(
        name,
        draw(types),
        nullable=draw(st.booleans()),
        default=draw(st.sampled_from([None, "1", "2"])),
        comment=draw(st.sampled_from([None, "why"])),
    )


@st.composite
def tables(draw: DrawFn, name: str, parents: tuple[str, ...]) -> Table:
    """A table with a key `id`, which foreign keys of others may point at."""
    found = [Column("id", Type(draw(st.sampled_from(["integer", "bigint"]))), nullable=False)]
    numbers: tuple[str, ...] = ()
    for column in draw(st.lists(st.sampled_from(COLUMN_NAMES), unique=True, max_size=4)):
        found.append(draw(columns(column, numbers)))
        if found[-1].type.text == "integer" and found[-1].computed is None and column != "select":
            numbers = (*numbers, column)
    names = tuple(column.name for column in found)
    plain = tuple(c.name for c in found[1:] if c.computed is None)
    return Table(
        Name(name),
        tuple(found),
        primary_key=PrimaryKey(("id",), draw(st.sampled_from([f"{name}_pkey", f"pk_{name}"]))),
        uniques=tuple(
            Unique((c,), f"{name}_{c}_key")
            for c in draw(st.sets(st.sampled_from(plain), max_size=1))
        )
        if plain
        else (),
        foreign_keys=draw(_foreign_keys(name, parents)),
        checks=tuple(
            Check(f"{c} > {draw(st.integers(0, 1))}", f"{name}_{c}_check")
            for c in draw(st.sets(st.sampled_from(numbers), max_size=1))
        )
        if numbers
        else (),
        indexes=tuple(
            Index(f"ix_{name}_{c}", (IndexPart(c, descending=draw(st.booleans())),))
            for c in draw(st.sets(st.sampled_from(names), max_size=2))
        ),
        comment=draw(st.sampled_from([None, "about"])),
    )


@st.composite
def _foreign_keys(draw: DrawFn, name: str, parents: tuple[str, ...]) -> tuple[ForeignKey, ...]:
    targets = draw(st.sets(st.sampled_from(parents), max_size=2))
    return tuple(
        ForeignKey(
            ("id",),
            Name(target),
            ("id",),
            f"fk_{name}_{target}",
            on_delete=draw(st.sampled_from([None, "CASCADE"])),
        )
        for target in sorted(targets)
    )


@st.composite
def schemas(draw: DrawFn) -> Schema:
    """A schema of up to five tables, with cycles of foreign keys now and then."""
    names = tuple(sorted(draw(st.sets(st.sampled_from(TABLE_NAMES), max_size=5))))
    values = draw(st.lists(st.sampled_from(["sad", "ok", "glad"]), unique=True, min_size=1))
    return Schema(
        tables=tuple(draw(tables(name, names)) for name in names),
        enums=(Enum(MOOD, tuple(values)),) if draw(st.booleans()) else (),
        sequences=(Sequence(Name("ticks"), start=draw(st.integers(1, 3))),)
        if draw(st.booleans())
        else (),
        namespaces=("audit",) if draw(st.booleans()) else (),
    )

"""Random schemas that SQLite takes, with what only SQLite has."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from goofer_py.dialects.sqlite.canonical import canonical
from goofer_py.schema import (
    Check,
    Column,
    Computed,
    ForeignKey,
    Identity,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Type,
    Unique,
)

TABLES = ("users", "Posts", "select", "tag list")
COLUMNS = ("a", "b", "Order", "d e", "größe")
_TYPES = ("INTEGER", "TEXT", "VARCHAR(20)", "NUMERIC(10, 2)", "BLOB", "DATETIME", "")
_STRICT_TYPES = ("INTEGER", "INT", "TEXT", "REAL", "BLOB", "ANY")
_DEFAULTS = (None, None, None, "1", "'x'", "CURRENT_TIMESTAMP", "1 + 1", "-1")


def quoted(name: str) -> str:
    """Return `name` in double quotes."""
    return f'"{name}"'


@st.composite
def columns(
    draw: DrawFn, name: str, strict: bool, readable: tuple[str, ...], retyped: bool
) -> Column:
    """A column; one in six computes something from those in `readable`."""
    type_ = Type(draw(st.sampled_from(_STRICT_TYPES if strict else _TYPES)))
    if not retyped:
        type_ = Type(_TYPES[COLUMNS.index(name)])
    if readable and draw(st.integers(0, 5)) == 0:
        expression = f"{quoted(draw(st.sampled_from(readable)))} || 'x'"
        text = Type("TEXT" if strict else type_.text)
        return Column(name, text, computed=Computed(expression, draw(st.booleans())))
    has_default = type_.text in ("", "ANY", "TEXT", "VARCHAR(20)", "DATETIME")
    return Column(
        name,
        type_,
        nullable=draw(st.booleans()) if retyped else name != "a",
        default=draw(st.sampled_from(_DEFAULTS)) if has_default else None,
        collation=draw(st.sampled_from([None, None, "NOCASE", "RTRIM"])),
    )


@st.composite
def tables(draw: DrawFn, name: str, parents: tuple[str, ...], retyped: bool) -> Table:
    """A table whose key `id` foreign keys of others may point at."""
    strict = retyped and draw(st.integers(0, 4)) == 0
    without_rowid = draw(st.integers(0, 4)) == 0
    counted = not without_rowid and draw(st.integers(0, 3)) == 0
    number = "INTEGER" if counted or not retyped else draw(st.sampled_from(["INTEGER", "INT"]))
    key = Column("id", Type(number), nullable=False)
    if counted:
        key = Column("id", Type(number), nullable=False, identity=Identity("autoincrement"))
    found = [key]
    readable: tuple[str, ...] = ()
    for column in draw(st.lists(st.sampled_from(COLUMNS), unique=True, max_size=4)):
        found.append(draw(columns(column, strict, readable, retyped)))
        if found[-1].computed is None:
            readable = (*readable, column)
    options = (("strict", ""),) if strict else ()
    return Table(
        Name(name),
        tuple(found),
        primary_key=PrimaryKey(("id",), draw(st.sampled_from([None, f"pk_{name}"]))),
        uniques=draw(_uniques(name, readable)),
        foreign_keys=draw(_foreign_keys(name, parents)),
        checks=draw(_checks(name, readable)),
        indexes=draw(_indexes(name, tuple(c.name for c in found))),
        options=(*options, ("without_rowid", "")) if without_rowid else options,
    )


@st.composite
def _uniques(draw: DrawFn, table: str, names: tuple[str, ...]) -> tuple[Unique, ...]:
    if not names or draw(st.integers(0, 2)):
        return ()
    chosen = draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=2))
    conflict = draw(st.sampled_from([None, None, "REPLACE"]))
    return (Unique(tuple(chosen), draw(st.sampled_from([None, f"uq_{table}"])), conflict=conflict),)


@st.composite
def _foreign_keys(draw: DrawFn, table: str, parents: tuple[str, ...]) -> tuple[ForeignKey, ...]:
    targets = draw(st.sets(st.sampled_from(parents), max_size=2))
    return tuple(
        ForeignKey(
            ("id",),
            Name(target),
            ("id",),
            draw(st.sampled_from([None, f"fk {table} {target}"])),
            on_delete=draw(st.sampled_from([None, "CASCADE", "SET NULL"])),
            on_update=draw(st.sampled_from([None, "RESTRICT"])),
            deferrable=(deferred := draw(st.booleans())),
            initially_deferred=deferred,
        )
        for target in sorted(targets)
    )


@st.composite
def _checks(draw: DrawFn, table: str, names: tuple[str, ...]) -> tuple[Check, ...]:
    if not names or draw(st.integers(0, 2)):
        return ()
    column = quoted(draw(st.sampled_from(names)))
    text = draw(st.sampled_from(["{0} IS NULL OR length({0}) < 100", "{0} != 'no''pe (,'"]))
    return (Check(text.format(column), draw(st.sampled_from([None, f"ck_{table}"]))),)


@st.composite
def _indexes(draw: DrawFn, table: str, names: tuple[str, ...]) -> tuple[Index, ...]:
    found = []
    for name in draw(st.sets(st.sampled_from(names), max_size=2)):
        part = IndexPart(
            name,
            descending=draw(st.booleans()),
            collation=draw(st.sampled_from([None, None, "NOCASE", "BINARY"])),
        )
        if draw(st.integers(0, 3)) == 0:
            part = IndexPart(expression=f"length({quoted(name)})")
        where = f"{quoted(name)} IS NOT NULL" if draw(st.integers(0, 3)) == 0 else None
        found.append(Index(f"ix {table} {name}", (part,), where=where))
    return tuple(sorted(found, key=lambda index: index.name))


@st.composite
def schemas(draw: DrawFn, *, retyped: bool = True) -> Schema:
    """A canonical schema of up to four tables, with cycles of foreign keys now and then.

    Unless `retyped`, a column has the same type and the same NOT NULL in every schema, and no
    table is STRICT.
    """
    names = tuple(sorted(draw(st.sets(st.sampled_from(TABLES), min_size=1, max_size=4))))
    return canonical(Schema(tables=tuple(draw(tables(n, names, retyped)) for n in names)))


Pair = tuple[Schema, Schema]
pairs: SearchStrategy[Pair] = st.tuples(schemas(), schemas())
alike: SearchStrategy[Pair] = st.tuples(schemas(retyped=False), schemas(retyped=False))

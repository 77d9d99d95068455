"""Any change between any two schemas leads there, back, and there again, on both servers."""

from __future__ import annotations

from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from goofer_py.dialects.mysql.quoting import quote
from goofer_py.diff.differ import diff
from goofer_py.errors import UnsafeChange
from goofer_py.generate.keep import Fate, losses, with_fates
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
from tests.dialects.mysql.live import Live

TABLES = ("users", "Odd one", "order")
COLUMNS = ("n", "select", "m`m")
PLAIN = (
    ("int", "7"),
    ("bigint unsigned", None),
    ("varchar(9)", "'x'"),
    ("text", None),
    ("decimal(8,2)", "1.5"),
    ("tinyint(1)", "1"),
    ("enum('a','b')", "'a'"),
    ("json", None),
    ("datetime(3)", "CURRENT_TIMESTAMP(3)"),
    ("timestamp", None),
)
_T = TypeVar("_T")


@st.composite
def columns(draw: DrawFn, name: str) -> Column:
    comment = draw(st.sampled_from([None, None, "it's"]))
    if draw(st.integers(0, 4)) == 0:
        computed = Computed(draw(st.sampled_from(("id + 1", "id * 2"))), draw(st.booleans()))
        return Column(name, Type("bigint"), computed=computed, comment=comment)
    text, default = draw(st.sampled_from(PLAIN))
    options = draw(st.sampled_from([(), (), (("invisible", ""),)]))
    collation = "utf8mb4_bin" if text == "varchar(9)" and draw(st.booleans()) else None
    return Column(
        name,
        Type(text),
        # What nobody sees nobody gives a value.
        nullable=bool(options) or draw(st.booleans()),
        default=draw(st.sampled_from([None, default])),
        collation=collation,
        comment=comment,
        options=options,
    )


@st.composite
def tables(draw: DrawFn, name: str, parents: tuple[str, ...]) -> Table:
    names = draw(st.lists(st.sampled_from(COLUMNS), unique=True))
    number = Identity("autoincrement") if draw(st.booleans()) else None
    found = (
        Column("id", Type("bigint"), nullable=False),
        Column("no", Type("int"), nullable=False, identity=number),
        *(draw(columns(c)) for c in names),
    )
    plain = [c.name for c in found[2:] if c.computed is None and c.type.text == "int"]
    others = [parent for parent in parents if parent != name]
    targets = draw(st.sets(st.sampled_from(others), max_size=1)) if others else set()
    keyed = "no" if number is not None else draw(st.sampled_from(["id", "no"]))
    return Table(
        Name(name),
        found,
        PrimaryKey((keyed,)),
        uniques=(
            *_some(draw, [Unique(("no", c), f"uq {c}") for c in plain]),
            Unique(("id",), "uq_id"),
        ),
        foreign_keys=tuple(
            ForeignKey(("id",), Name(p), ("id",), draw(st.sampled_from([None, f"{name} {p}"])))
            for p in sorted(targets)
        ),
        checks=_some(draw, [Check(f"{quote(c)} > 0", f"check {name} {c}") for c in plain]),
        indexes=_some(draw, [_index(c) for c in found[1:]]),
        comment=draw(st.sampled_from([None, "a table"])),
        options=draw(st.sampled_from([(), (), (("row_format", "COMPRESSED"),)])),
    )


def _some(draw: DrawFn, items: list[_T]) -> tuple[_T, ...]:
    return tuple(item for item in items if draw(st.booleans()))


def _index(column: Column) -> Index:
    length = 3 if column.type.text in ("text", "varchar(9)") else None
    part = IndexPart("no" if column.type.text == "json" else column.name, length=length)
    return Index(f"ix {column.name}", (part, IndexPart("id", descending=True)))


@st.composite
def schemas(draw: DrawFn) -> Schema:
    names = tuple(name for name in TABLES if draw(st.booleans()))
    return Schema(tuple(draw(tables(name, names)) for name in names))


@pytest.mark.slow
@pytest.mark.parametrize("fate", ["keep", "discard"])
@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(current=schemas(), desired=schemas())
def test_every_change_leads_there_and_back(
    live: Live, fate: Fate, current: Schema, desired: Schema
) -> None:
    clean(live)
    start = live.build(current)
    operations = diff(start, live.spelled(desired))
    fates = dict.fromkeys(losses(operations), fate)
    try:
        operations = with_fates(operations, fates, start, live.dialect, "001")
    except UnsafeChange:
        # Nothing would tell the rows apart: goofer writes no such migration.
        reject()

    end = live.run(operations, start)
    live.expect(end)
    live.run_back(operations, end)
    live.expect(start)
    live.run(operations, start)
    live.expect(end)


def clean(live: Live) -> None:
    """Drop all there is, what was put aside included."""
    names = live.session.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
    )
    dropped = ", ".join(live.dialect.quote(str(row[0])) for row in names)
    if dropped:
        live.session.run(
            f"SET foreign_key_checks = 0; DROP TABLE {dropped}; SET foreign_key_checks = 1"
        )

"""Schemas to draw."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from goofer_py.diagram.picture import Box, Mark, Picture, Relation, Row
from goofer_py.schema import Column, ForeignKey, Name, PrimaryKey, Schema, Table, Type

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>&amp;\x00\x01\ud800",
    "a\nb\tc\u2028d",
    "@@data@@ @@svg@@",
    "PK",
    "direction TB",
    "%%{init: {}}%%",
    "名前" * 30,
    "\\\"'`;#{}",
    "",
)
"""Names that a file could be broken by."""


def column(name: str, kind: str = "integer", *, nullable: bool = False) -> Column:
    """Return a plain column."""
    return Column(name, Type(kind), nullable)


def table(name: str, *columns: Column, to: dict[str, str] | None = None) -> Table:
    """Return a table with a key `id`, and keys by their columns to other tables."""
    keys = tuple(ForeignKey((c,), Name(other), ("id",)) for c, other in (to or {}).items())
    own = {one.name for one in columns}
    more = tuple(column(c) for c in (to or {}) if c not in own)
    every = (column("id", "bigint"), *columns, *more)
    return Table(Name(name), every, PrimaryKey(("id",)), foreign_keys=keys)


SHOP = Schema(
    (
        table("orders", column("note", "text", nullable=True), to={"user_id": "users"}),
        table("users", column("mail", "text")),
        table("lines", to={"order_id": "orders", "parent_id": "lines"}),
        table("rates", column("rate", "numeric(5, 2)")),
    )
)


@st.composite
def pictures(draw: DrawFn, most: int = 12, names: tuple[str, ...] = ()) -> Picture:
    """Any tables, with relations between any of them."""
    count = draw(st.integers(1, most))
    marks = st.sampled_from(list(Mark))
    texts = st.sampled_from(names) if names else st.text(max_size=12)
    rows = st.lists(st.builds(Row, texts, texts, mark=marks, is_note=st.booleans()), max_size=5)
    boxes = tuple(
        Box(Name(f"{number:02}{draw(texts)}"), tuple(draw(rows)), draw(marks))
        for number in range(count)
    )
    places = st.integers(0, count - 1)
    ends = draw(st.lists(st.tuples(places, places), max_size=3 * count))
    relations = tuple(
        Relation(
            boxes[a].name,
            boxes[b].name,
            tuple(row.name for row in boxes[a].rows[:1]),
            many=draw(st.booleans()),
            optional=draw(st.booleans()),
            mark=draw(marks),
        )
        for a, b in ends
    )
    return Picture(draw(texts), boxes, relations, is_change=draw(st.booleans()))


def crowd(count: int) -> Picture:
    """Return many tables in areas, most of them joined, always the same."""
    boxes, relations = [], []
    for number in range(count):
        area, own = divmod(number, 23)
        name = Name(f"area{area}_table{own}")
        rows = (Row("id", "bigint", ("PK",)), Row("ref", "bigint", ("FK",)), Row("x", "text"))
        boxes.append(Box(name, rows))
        ends = {f"area{area}_table{own // 3}"} if own else set()
        ends |= {"area0_table0"} if number % 4 == 0 else set()
        ends |= {f"area{area // 2}_table{own % 5}"} if number % 6 == 0 else set()
        relations += [
            Relation(name, Name(end), ("ref",), ("id",)) for end in sorted(ends) if end != name.name
        ]
    boxes.append(Box(Name("alone"), (Row("id", "bigint", ("PK",)),)))
    return Picture("A crowd", tuple(boxes), tuple(relations))

"""Laws that hold of all tables: there, back, and nothing more to do."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy import engines, types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from goofer_py.stores.clickhouse.entities import Assume, Projection, SkipIndex
from tests.stores.clickhouse.declaring import Place

NUMBERS: tuple[Any, ...] = (types.UInt8, types.UInt64, types.Int32, types.Decimal(10, 2))
STRINGS: tuple[Any, ...] = (types.String, types.LowCardinality(types.String))
ARRAYS: tuple[Any, ...] = (types.Array(types.UInt8), types.Array(types.Int64))
NAMES = {"a": NUMBERS, "b c": STRINGS, "select": ARRAYS, "TTL": NUMBERS, "it`s": NUMBERS}
"""The types that a column of this name may have: each can be made of each."""
COMPUTED: tuple[Any, ...] = (*NUMBERS, types.Nullable(types.Int32))
CODECS = (None, None, "ZSTD(3)", "LZ4HC(5)")
TEXTS = (None, None, "said", "it's; `b`, (", "TTL 5 COMMENT \\\\")
KEYS: tuple[Any, ...] = ("id", ("id", "day"), ("day", "id"), ("id", "intHash32(id)", "day"))
PARTITIONS = (None, None, "toYYYYMM(day)", "day")
SETTINGS: tuple[Any, ...] = (
    None,
    None,
    {"index_granularity": 1024},
    {"min_bytes_for_wide_part": 7, "max_parts_in_total": 3000},
)
TTLS = (None, None, "day + INTERVAL 100 YEAR", "day + toIntervalYear(90)")


@st.composite
def columns(draw: DrawFn, name: str) -> sa.Column[Any]:
    """A column whose value is given, or has a default, or is made of the key."""
    numeric = NAMES[name] is NUMBERS
    kinds = ("", "", "", "default", "materialized", "alias") if numeric else ("",)
    made = draw(st.sampled_from(kinds))
    type_ = draw(st.sampled_from(COMPUTED if made else NAMES[name]))
    said: dict[str, Any] = {"comment": draw(st.sampled_from(TEXTS))}
    if made == "default":
        said["server_default"] = sa.text(draw(st.sampled_from(("5", "id % 7", "1 + 1"))))
    elif made:
        said[f"clickhousedb_{made}"] = sa.text(draw(st.sampled_from(("id % 3", "id % 5"))))
    if made != "alias":
        said["clickhousedb_codec"] = draw(st.sampled_from(CODECS))
    return sa.Column(name, type_, **said)


@st.composite
def tables(draw: DrawFn) -> sa.Table:
    """A table whose key is over the same columns, in some order."""
    names = draw(
        st.permutations(draw(st.lists(st.sampled_from(sorted(NAMES)), unique=True, max_size=4)))
    )
    items: list[Any] = [draw(columns(name)) for name in names]
    key = [sa.Column("id", types.UInt64), sa.Column("day", types.Date)]
    items = draw(st.permutations([*items, *key]))
    parts: list[Any] = [
        SkipIndex("by day", draw(st.sampled_from(("day", "id, day"))), "minmax", 2),
        Projection(
            "p",
            draw(st.sampled_from(("SELECT day, count() GROUP BY day", "SELECT id ORDER BY day"))),
        ),
        sa.CheckConstraint(draw(st.sampled_from(("id > 0", "id >= 0"))), name="c"),
        Assume("d", "day > '1999-01-01'"),
    ]
    kind = draw(st.sampled_from((engines.MergeTree, engines.MergeTree, engines.ReplacingMergeTree)))
    engine = kind(
        order_by=draw(st.sampled_from(KEYS)),
        partition_by=draw(st.sampled_from(PARTITIONS)),
        ttl=draw(st.sampled_from(TTLS)),
        settings=draw(st.sampled_from(SETTINGS)),
    )
    chosen = draw(st.lists(st.sampled_from(parts), unique=True, max_size=3))
    # A projection and an engine that makes one row of several are not for each other.
    if kind is not engines.MergeTree:
        chosen = [one for one in chosen if not isinstance(one, Projection)]
    comment = draw(st.sampled_from(TEXTS))
    return sa.Table("t", sa.MetaData(), *items, *chosen, engine, comment=comment)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=tables(), after=tables())
def test_any_table_becomes_any_other_and_itself_again(
    place: Place, before: sa.Table, after: sa.Table
) -> None:
    for name in place.there:
        place.session.execute(f"DROP TABLE {name}")
    place.make(before)
    start = place.there
    place.session.execute("INSERT INTO t (id, day) VALUES (1, '2026-01-01'), (2, '2026-02-02')")
    found = place.compared(after, drop=True, prove=False)
    assert bool(found.operations) is (found.up != "")
    place.run(found.up)
    assert place.rows("SELECT id, toString(day) FROM t ORDER BY id") == ROWS
    again = place.compared(after, drop=True)
    assert (again.operations, again.up, again.down) == ((), "", "")
    place.run(found.down)
    assert place.there == start
    assert place.rows("SELECT id, toString(day) FROM t ORDER BY id") == ROWS


ROWS = [(1, "2026-01-01"), (2, "2026-02-02")]

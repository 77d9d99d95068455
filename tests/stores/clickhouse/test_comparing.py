"""What is declared and what there is, on a real server: the way there and back."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy import engines, types

from goofer_py.stores.clickhouse.entities import Assume, Projection, SkipIndex, View
from goofer_py.stores.native_schema import Differing
from tests.stores.clickhouse.declaring import (
    Place,
    day,
    hint,
    ident,
    keyed,
    minmax,
    name,
    names,
    plain,
    table,
    totals,
    view,
    wide,
)


@dataclass(frozen=True)
class Case:
    """What is declared first, and then."""

    about: str
    before: Sequence[Any]
    after: Sequence[Any]
    drop: bool = False


CASES = [
    Case("a table", [], [plain(comment="it's what happened")]),
    Case("a table is dropped", [plain(), totals()], [totals()], drop=True),
    Case("a table is renamed", [plain()], [plain(name="u", info=hint(renamed_from="t"))]),
    Case(
        "all that a table has",
        [],
        [
            table(
                sa.Column("id", types.UInt64, clickhousedb_codec=("Delta", "ZSTD(3)")),
                name(types.LowCardinality(types.Nullable(types.String)), comment="of `it`; all"),
                sa.Column("at", types.DateTime("UTC"), server_default=sa.text("now()")),
                sa.Column("note", types.String, clickhousedb_ttl=sa.text("at + INTERVAL 1 MONTH")),
                sa.Column("twice", types.UInt64, clickhousedb_materialized=sa.text("id * 2")),
                sa.Column("said", types.String, clickhousedb_alias=sa.text("lower(note)")),
                sa.Column("kind", types.Enum8(keys=["a", "b,)"], values=[1, 2])),
                sa.Column("pairs", types.Map(types.String, types.Array(types.UInt8))),
                SkipIndex("by_name", "lower(note), at", "bloom_filter(0.01)", 3),
                Projection("by_at", "SELECT at, count() GROUP BY at"),
                sa.CheckConstraint("id > 0", name="positive"),
                Assume("sane", "at > '2020-01-01'"),
                engine=engines.MergeTree(
                    order_by=("id", "intHash32(id)", "at"),
                    primary_key=("id", "intHash32(id)"),
                    partition_by="toYYYYMM(at)",
                    sample_by="intHash32(id)",
                    ttl="at + INTERVAL 2 MONTH DELETE WHERE id > 5",
                    settings={"index_granularity": 1024, "storage_policy": "default"},
                ),
            )
        ],
    ),
    Case("a column is added", [plain()], [plain(wide())]),
    Case(
        "columns are added that stand elsewhere",
        [plain()],
        [table(sa.Column("a", types.UInt8), ident(), name(), wide(), day())],
    ),
    Case(
        "a default of a column that is new too",
        [plain()],
        [plain(sa.Column("a", types.UInt32, server_default=sa.text("more + 1")), wide())],
    ),
    Case("a column is dropped", [plain(wide())], [plain()], drop=True),
    Case(
        "columns are dropped one of which is made of the other",
        [plain(wide(), sa.Column("b", types.UInt8, server_default=sa.text("more + 1")))],
        [plain()],
        drop=True,
    ),
    Case(
        "a column that holds nothing is dropped",
        [plain(sa.Column("b", types.UInt8, clickhousedb_alias=sa.text("id + 1")))],
        [plain()],
    ),
    Case("a column stays that nobody declares", [plain(wide())], [table(ident(), day())]),
    Case(
        "a column is renamed",
        [plain(minmax())],
        [
            table(
                ident(),
                name(),
                sa.Column("on", types.Date, info=hint(renamed_from="day")),
                minmax("on"),
            )
        ],
    ),
    Case(
        "a column of the key is renamed",
        [keyed("day")],
        [
            table(
                ident(),
                name(),
                sa.Column("on", types.Date, info=hint(renamed_from="day")),
                engine=engines.MergeTree(order_by="on"),
            )
        ],
    ),
    Case("columns change places", [plain()], [table(day(), name(), ident())]),
    Case(
        "a type is changed",
        [table(ident(), name(types.UInt32))],
        [table(ident(), name(types.Nullable(types.UInt64)))],
    ),
    Case(
        "a type becomes narrower, and low in cardinality",
        [table(ident(), name(types.Nullable(types.String)), day())],
        [table(ident(), name(types.LowCardinality(types.String)), day())],
    ),
    Case("a type of the key is changed", [table(ident())], [table(sa.Column("id", types.UInt32))]),
    Case(
        "a default comes, and becomes another one, and goes",
        [table(ident(), name(), day(server_default=sa.text("today()")), wide())],
        [
            table(
                ident(),
                name(server_default=sa.text("'a'")),
                day(),
                sa.Column("more", types.UInt32, server_default=sa.text("5")),
            )
        ],
    ),
    Case(
        "a default is computed now",
        [plain(sa.Column("b", types.UInt8, server_default=sa.text("1")))],
        [plain(sa.Column("b", types.UInt8, clickhousedb_materialized=sa.text("id % 3")))],
    ),
    Case(
        "what a column is made of",
        [plain(sa.Column("b", types.UInt8, clickhousedb_materialized=sa.text("id % 3")))],
        [plain(sa.Column("b", types.UInt8, clickhousedb_materialized=sa.text("id % 4")))],
    ),
    Case(
        "a codec comes, and another one goes",
        [table(ident(), name(clickhousedb_codec="ZSTD(3)"), day())],
        [table(ident(), name(), day(clickhousedb_codec=("Delta", "LZ4")))],
    ),
    Case(
        "comments of columns",
        [table(ident(), name(comment="a"), day())],
        [table(ident(), name(), day(comment="it's; `b`"))],
    ),
    Case(
        "the TTL of a column",
        [table(ident(), name(clickhousedb_ttl=sa.text("day + 1")), day(), wide())],
        [
            table(
                ident(),
                name(),
                day(),
                sa.Column("more", types.UInt32, clickhousedb_ttl=sa.text("day + 2")),
            )
        ],
    ),
    Case("a comment", [plain(comment="a")], [plain(comment="b\\n'c'")]),
    Case("a comment goes", [plain(comment="a")], [plain()]),
    Case("a TTL comes", [plain()], [keyed("id", ttl="day + INTERVAL 1 YEAR")]),
    Case("a TTL is another one", [keyed("id", ttl="day + 10")], [keyed("id", ttl="day + 20")]),
    Case("a TTL goes", [keyed("id", ttl="day + 10")], [plain()]),
    Case(
        "settings",
        [keyed("id", settings={"min_bytes_for_wide_part": 5, "merge_with_ttl_timeout": 7})],
        [keyed("id", settings={"min_bytes_for_wide_part": 6, "max_parts_in_total": 1000})],
    ),
    Case(
        "a setting that stays as it is made",
        [plain()],
        [keyed("id", settings={"index_granularity": 100})],
    ),
    Case("an index comes", [plain()], [plain(minmax())]),
    Case("an index goes", [plain(minmax())], [plain()]),
    Case("an index is another one", [plain(minmax())], [plain(minmax("day, name", 4))]),
    Case("a projection comes", [plain()], [plain(Projection("p", "SELECT name ORDER BY name"))]),
    Case(
        "a projection is another one",
        [plain(Projection("p", "SELECT name ORDER BY name"))],
        [plain(Projection("p", "SELECT day, count() GROUP BY day"))],
    ),
    Case(
        "constraints",
        [plain(sa.CheckConstraint("id > 0", name="a"), Assume("b", "id < 9"))],
        [plain(sa.CheckConstraint("id > 1", name="a"), sa.CheckConstraint("id < 8", name="c"))],
    ),
    Case(
        "ORDER BY has a new column more",
        [plain()],
        [plain(wide(), engine=engines.MergeTree(order_by=("id", "more")))],
    ),
    Case("ORDER BY is another one", [plain()], [keyed(("day", "id"))]),
    Case("PARTITION BY", [plain()], [keyed("id", partition_by="toYYYYMM(day)")]),
    Case(
        "PRIMARY KEY",
        [keyed(("id", "day", "name"))],
        [keyed(("id", "day", "name"), primary_key="id")],
    ),
    Case("SAMPLE BY", [plain()], [keyed("id", sample_by="id")]),
    Case(
        "the engine",
        [plain()],
        [plain(engine=engines.ReplacingMergeTree(order_by="id", version="day"))],
    ),
    Case(
        "a new table with other columns",
        [plain(wide())],
        [
            table(
                sa.Column("key", types.UInt64, info=hint(renamed_from="id")),
                name(types.LowCardinality(types.String)),
                day(clickhousedb_codec="ZSTD(2)"),
                sa.Column("twice", types.UInt64, clickhousedb_materialized=sa.text("key * 2")),
                minmax(),
                engine=engines.MergeTree(order_by=("name", "key"), partition_by="day"),
            )
        ],
        drop=True,
    ),
    Case(
        "a table without rows of its own",
        [plain(), plain(name="all", engine=engines.Null())],
        [plain(), plain(wide(), name="all", engine=engines.Null())],
    ),
    Case("a view", [plain()], [plain(), View("v", "SELECT id FROM t", comment="of t")]),
    Case(
        "a view is another one",
        [plain(), View("v", sa.select(sa.text("id")).select_from(sa.text("t")))],
        [plain(), View("v", "SELECT id, lower(name) AS low FROM t WHERE name != 'FROM t.x'")],
    ),
    Case("a view goes", [plain(), View("v", "SELECT id FROM t")], [plain()], drop=True),
    Case("a materialized view", [plain(), totals()], [plain(), totals(), view(comment="c")]),
    Case(
        "a materialized view with a table of its own",
        [plain()],
        [plain(), view(to=None, engine=engines.SummingMergeTree(order_by="day"))],
    ),
    Case(
        "the query of a materialized view",
        [plain(), totals(), view()],
        [plain(), totals(), view("SELECT day, uniq(id) AS many FROM t GROUP BY day")],
    ),
    Case(
        "a materialized view goes elsewhere",
        [plain(), totals(), plain(name="u"), view()],
        [plain(), totals(), plain(name="u"), view("SELECT id, name, day FROM t", to="u")],
    ),
    Case(
        "a materialized view with a column that is new, and without one that goes",
        [
            plain(wide()),
            totals(),
            view("SELECT day, sum(more) AS many FROM t GROUP BY day"),
        ],
        [
            plain(sa.Column("weight", types.UInt64)),
            totals(),
            view("SELECT day, sum(weight) AS many FROM t GROUP BY day"),
        ],
        drop=True,
    ),
    Case(
        "a materialized view of a table that is made anew",
        [plain(), totals(), view()],
        [keyed("day"), totals(), view()],
    ),
    Case(
        "when a materialized view is made anew",
        [plain(), totals(), view(refresh="EVERY 1 DAY")],
        [plain(), totals(), view(refresh="EVERY 2 DAY")],
    ),
    Case("a dictionary", [plain()], [plain(), names(comment="of t")]),
    Case(
        "a dictionary is another one",
        [plain(), names()],
        [plain(), names(day(server_default=sa.text("'2020-01-01'")), layout="hashed")],
    ),
    Case("a dictionary goes", [plain(), names()], [plain()], drop=True),
    Case(
        "a dictionary, its table, and one with a default of it",
        [],
        [
            table(
                ident(),
                name(server_default=sa.text("dictGet('names', 'name', id)")),
                name="asks",
            ),
            names(),
            plain(),
        ],
    ),
    Case(
        "a dictionary of a table that is made anew",
        [plain(), names()],
        [keyed("day"), names()],
    ),
]


class Golden:
    """The scripts of all cases, in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = path.read_text(encoding="utf-8") if path.is_file() else ""

    def is_said(self, about: str, found: Differing) -> None:
        """Compare a change with what the file says of it; with GOLDEN=write it is written."""
        said = _said(found)
        parts = dict(_PART.findall(self._text))
        if os.environ.get("GOLDEN") == "write":
            parts[about] = said
            order = [one.about for one in CASES if one.about in parts]
            self._text = "".join(f"-- ==== {one}\n{parts[one]}" for one in order)
            self._path.write_text(self._text, encoding="utf-8")
        assert said == parts.get(about), "GOLDEN=write writes it down"


def _said(found: Differing) -> str:
    heads = [*found.operations, *(f"loses {one}" for one in found.loses)]
    heads += [f"note: {one}" for one in found.notes]
    heads += [f"not managed: {one}" for one in found.unmanaged]
    lines = "".join(f"-- {one}\n" for one in heads)
    return f"{lines}{found.up}-- down\n{found.down}\n"


_PART = re.compile(r"^-- ==== (.*)\n((?:(?!-- ==== ).*\n)*)", re.MULTILINE)


@pytest.fixture(scope="module")
def golden() -> Golden:
    return Golden(Path(__file__).with_name("changes.sql"))


def _marks(number: int) -> tuple[pytest.MarkDecorator, ...]:
    """Let every second change be tried in each session of tests, and all of them in long ones."""
    return (pytest.mark.long,) if number % 2 else ()


@pytest.mark.parametrize(
    "case", [pytest.param(one, id=one.about, marks=_marks(n)) for n, one in enumerate(CASES)]
)
def test_a_change_leads_there_and_back(place: Place, case: Case, golden: Golden) -> None:
    place.make(*case.before)
    start = place.there
    # What is tried here is what a proof tries, which is there for what is more than one table.
    several = len(case.after) > 1
    found = place.compared(*case.after, drop=case.drop, prove=several)
    golden.is_said(case.about, found)
    assert found.proved is several
    place.run(found.up)
    goal = place.there
    again = place.compared(*case.after, drop=case.drop)
    assert (again.operations, again.up, again.down) == ((), "", "")
    place.run(found.down)
    assert place.there == start
    place.run(found.up)
    assert place.there == goal

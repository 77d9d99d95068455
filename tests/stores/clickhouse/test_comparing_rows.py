"""What becomes of rows, and what is refused because it would lose some."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy import engines, types

from goofer_py.dialects.splitter import split
from goofer_py.errors import EntityError, ScratchRefused, StatementFailed
from goofer_py.stores.clickhouse.catalog import Table
from goofer_py.stores.clickhouse.renewing import renewed
from goofer_py.stores.clickhouse.scratch import alone
from goofer_py.stores.clickhouse.script import CLICKHOUSE_SYNTAX
from goofer_py.stores.clickhouse.store import ClickHouseStore
from goofer_py.stores.url import parse_url
from tests.servers.clickhouse import READER, ClickHouseServer
from tests.stores.clickhouse.declaring import (
    Place,
    day,
    hint,
    ident,
    keyed,
    name,
    plain,
    table,
    totals,
    view,
    wide,
)

ROWS = [(1, "a", "2026-01-01"), (2, "b", "2026-02-01"), (3, "", "2026-03-01")]


def fill(place: Place) -> None:
    values = ", ".join(f"({id_}, '{said}', '{day}')" for id_, said, day in ROWS)
    place.session.execute(f"INSERT INTO t (id, name, day) VALUES {values}")


def ids(place: Place, of: str = "t") -> list[Any]:
    return place.rows(f"SELECT id, name, toString(day) FROM {of} ORDER BY id")


@pytest.mark.parametrize(
    "after",
    [
        keyed(("day", "id")),
        keyed("id", partition_by="toYYYYMM(day)"),
        plain(engine=engines.ReplacingMergeTree(order_by=("day", "id"))),
        table(ident(), name(types.LowCardinality(types.Nullable(types.String))), day(), wide()),
        table(sa.Column("id", types.UInt8), name(), day()),
    ],
    ids=["order", "partition", "engine", "type", "type of the key"],
)
def test_rows_are_there_after_each_way(place: Place, after: sa.Table) -> None:
    place.make(plain())
    fill(place)
    found = place.compared(after)
    for script in (found.up, found.down, found.up):
        place.run(script)
        assert ids(place) == ROWS
    assert set(place.there) == {"t"}


def test_a_view_goes_on_with_a_table_that_was_made_anew(place: Place) -> None:
    place.make(plain(), totals(), view())
    fill(place)
    found = place.compared(keyed("day"), totals(), view())
    for script, many in ((found.up, 2), (found.down, 3), (found.up, 4)):
        place.run(script)
        # The rows that are copied are not seen once more, and those that come are.
        place.session.execute("INSERT INTO t VALUES (9, 'z', '2026-01-01')")
        assert place.rows("SELECT sum(many) FROM totals WHERE day = '2026-01-01'") == [(many,)]


@pytest.mark.parametrize(
    "after",
    [keyed("day"), plain(engine=engines.ReplacingMergeTree(order_by=("day", "id")))],
    ids=["as many rows", "fewer rows"],
)
def test_rows_that_come_while_a_table_is_copied_are_not_dropped(
    place: Place, after: sa.Table
) -> None:
    place.make(plain())
    fill(place)
    before, _, rest = place.compared(after).up.partition("EXCHANGE")
    place.run(before)
    place.session.execute("INSERT INTO t VALUES (4, 'late', '2026-04-01')")
    with pytest.raises(StatementFailed, match="rows were written to t while it was copied"):
        place.run(f"EXCHANGE{rest}")
    # By the next run the new table has more rows than the old one.
    place.session.execute("INSERT INTO t VALUES (5, 'new', '2026-05-01'), (6, '', '2026-06-01')")
    again = rest[rest.index("SELECT throwIf") :]
    with pytest.raises(StatementFailed, match="rows were written to t while it was copied"):
        place.run(again)
    assert (4, "late", "2026-04-01") in ids(place, "t_goofer_new")
    place.run("INSERT INTO t SELECT * FROM t_goofer_new WHERE id = 4; TRUNCATE TABLE t_goofer_new")
    place.run(again)
    assert [id_ for id_, *_ in ids(place)] == [1, 2, 3, 4, 5, 6]
    assert set(place.there) == {"t"}


def test_what_is_no_copy_does_not_take_the_place_of_a_table(place: Place) -> None:
    """An INSERT that was cut off, and is run again, may have written rows twice."""
    place.make(plain())
    fill(place)
    copying, _, rest = place.compared(keyed("day")).up.partition("SELECT throwIf")
    place.run(copying)
    inserts = [
        one for one in split(copying, CLICKHOUSE_SYNTAX) if one.text.startswith("INSERT INTO")
    ]
    place.session.run_statements(inserts[-1:])
    with pytest.raises(StatementFailed, match="t_goofer_new is no copy of t"):
        place.run(f"SELECT throwIf{rest}")
    assert ids(place) == ROWS
    place.run("TRUNCATE TABLE t_goofer_new; TRUNCATE TABLE t_goofer_count")
    place.session.run_statements(inserts)
    place.run(f"SELECT throwIf{rest}")
    assert ids(place) == ROWS
    assert set(place.there) == {"t"}


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        (types.UInt32, types.UInt8, "256"),
        (types.Int8, types.UInt64, "-1"),
        (types.String, types.UInt32, "'7a'"),
        (types.String, types.UInt32, "'007'"),
        (types.Nullable(types.UInt8), types.UInt8, "NULL"),
        (types.Nullable(types.String), types.LowCardinality(types.String), "NULL"),
        (types.DateTime64(3), types.DateTime, "'2026-01-01 00:00:00.5'"),
        (types.Float64, types.Int32, "1.5"),
        (types.Array(types.UInt16), types.Array(types.UInt8), "[1, 256]"),
    ],
)
def test_a_value_that_does_not_fit_stops_the_way(
    place: Place, old: Any, new: Any, value: str
) -> None:
    place.make(table(ident(), sa.Column("v", old)))
    place.session.execute(f"INSERT INTO t (id, v) VALUES (1, {value})")
    there, rows = place.there, place.rows("SELECT * FROM t")
    found = place.compared(table(ident(), sa.Column("v", new)), prove=False)
    with pytest.raises(StatementFailed, match=r"values of t\.v are none of"):
        place.run(found.up)
    assert (place.there, place.rows("SELECT * FROM t")) == (there, rows)
    place.session.execute("TRUNCATE TABLE t")
    place.run(found.up)
    place.run(found.down)
    assert place.there == there


def test_a_type_of_which_nothing_is_made_is_refused(place: Place) -> None:
    place.make(table(ident(), sa.Column("v", types.Array(types.UInt8))))
    with pytest.raises(EntityError, match=r"t\.v is Array\(UInt8\) and is to be UInt8: Illegal"):
        place.compared(table(ident(), sa.Column("v", types.UInt8)))


def test_values_that_fit_are_kept(place: Place) -> None:
    place.make(table(ident(), sa.Column("v", types.Nullable(types.String))))
    place.session.execute("INSERT INTO t VALUES (1, '7'), (2, '255')")
    found = place.compared(table(ident(), sa.Column("v", types.UInt8)))
    place.run(found.up)
    assert place.rows("SELECT * FROM t ORDER BY id") == [(1, 7), (2, 255)]
    place.run(found.down)
    assert place.rows("SELECT * FROM t ORDER BY id") == [(1, "7"), (2, "255")]


def test_rows_that_are_there_get_new_indexes_and_what_columns_are_made_of(place: Place) -> None:
    made = sa.Column("m", types.UInt64, clickhousedb_materialized=sa.text("id * 2"))
    place.make(plain(made))
    fill(place)
    other = sa.Column("m", types.UInt64, clickhousedb_materialized=sa.text("id * 3"))
    place.run(place.compared(plain(other)).up)
    assert place.rows("SELECT m FROM t ORDER BY id") == [(3,), (6,), (9,)]


def test_what_nobody_declares_stays_with_its_values(place: Place) -> None:
    place.make(plain(wide()), totals())
    found = place.compared(keyed("day"))
    assert found.unmanaged == ("table totals", "column t.more")
    fill(place)
    place.session.execute("ALTER TABLE t UPDATE more = id WHERE 1")
    place.run(found.up)
    assert place.rows("SELECT more FROM t ORDER BY id") == [(1,), (2,), (3,)]
    dropped = place.compared(keyed("day"), drop=True)
    assert dropped.unmanaged == ()
    assert dropped.loses == ("the values of t.more", "the rows of totals")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([plain()], [plain(engine=engines.Null())], "Null keeps no rows that can be copied"),
        (
            [plain(), view(to=None, engine=engines.SummingMergeTree(order_by="day"))],
            [plain(), view(to=None, engine=engines.AggregatingMergeTree(order_by="day"))],
            "the table of the materialized view per_day would lose its rows",
        ),
        ([plain()], [totals(), view("SELECT day, many FROM totals", to="totals")], ""),
    ],
)
def test_what_would_lose_rows_is_refused(
    place: Place, before: list[Any], after: list[Any], said: str
) -> None:
    place.make(*before)
    if not said:
        after[-1].name, said = "t", "t is a table and is to be a materialized view"
    with pytest.raises(EntityError, match=said):
        place.compared(*after)


def test_renames_keep_rows_both_ways(place: Place) -> None:
    place.make(plain())
    fill(place)
    renamed = sa.Column("title", types.String, info=hint(renamed_from="name"))
    found = place.compared(table(ident(), renamed, day(), name="u", info=hint(renamed_from="t")))
    assert found.operations == ("rename table t to u", "rename column u.name to title")
    place.run(found.up)
    assert place.rows("SELECT id, title, toString(day) FROM u ORDER BY id") == ROWS
    place.run(found.down)
    assert ids(place) == ROWS


def test_a_table_of_a_cluster_is_not_copied(clickhouse_url: str) -> None:
    session = ClickHouseStore(parse_url(f"{clickhouse_url}?cluster=all")).connect()
    place = Place(session)
    place.make(plain())
    assert place.compared(plain(wide())).operations == ("add column t.more",)
    with pytest.raises(EntityError, match="a copy would be that of one server of the cluster"):
        place.compared(keyed("day"))
    session.close()


def test_a_table_with_replicas_is_not_copied_on_one_server_of_them(place: Place) -> None:
    place.make(plain())
    where: Any = {"zk_path": "/tables/{uuid}", "replica": "{replica}"}
    with pytest.raises(EntityError, match="a copy would be that of one server of the cluster"):
        place.compared(plain(engine=engines.ReplicatedMergeTree(order_by="id", **where)))


def test_a_replicated_table_is_not_made_twice_at_one_place() -> None:
    one = Table("t", (), {"ENGINE": "ReplicatedMergeTree('/t', '{replica}')", "ORDER BY": "a"})
    other = replace(one, clauses={**one.clauses, "ORDER BY": "b"})
    with pytest.raises(EntityError, match="two replicated tables cannot have the same path"):
        renewed(one, other, {}, "ALTER changes no ORDER BY", clustered=False)


def test_tables_that_take_messages_take_none_where_they_are_tried(place: Place) -> None:
    def queue(*more: Any) -> sa.Table:
        return plain(*more, name="queue", engine=Kafka())

    asked: list[str] = []
    tell = place.session.tell

    def told(sql: str, settings: Any = None) -> None:
        asked.append(sql)
        tell(sql, settings)

    place.session.tell = told  # type: ignore[method-assign]
    found = place.compared(queue(), totals(), view("SELECT day, 1 AS many FROM queue"))
    assert found.proved
    assert "ENGINE = Kafka\nSETTINGS kafka_broker_list = 'nowhere:1'" in found.up
    assert [one for one in asked if "queue" in one and "CREATE TABLE" in one]
    assert not [one for one in asked if "Kafka" in one]


class Kafka(engines.TableEngine):  # type: ignore[no-untyped-call]
    """A table of messages, for which the driver has no engine."""

    def __init__(self) -> None:
        super().__init__({}, settings={"kafka_broker_list": "nowhere:1"})


def test_a_scratch_is_refused_to_who_may_make_none(clickhouse_server: ClickHouseServer) -> None:
    name = clickhouse_server.database().rpartition("/")[2]
    session = ClickHouseStore(parse_url(clickhouse_server.url(name, user=READER))).connect()
    with pytest.raises(ScratchRefused, match="has no empty database beside it"):
        Place(session).compared(plain())
    session.close()


def test_a_replicated_table_is_tried_without_a_place_in_keeper(
    clickhouse_with_keeper_server: ClickHouseServer,
) -> None:
    def replicated(*more: Any, **where: Any) -> sa.Table:
        return plain(*more, engine=engines.ReplicatedMergeTree(order_by="id", **where))

    where = {"zk_path": "/tables/of_changes", "replica": "one"}
    session = ClickHouseStore(parse_url(clickhouse_with_keeper_server.database())).connect()
    place = Place(session)
    made = place.compared(replicated(**where))
    assert "ENGINE = ReplicatedMergeTree('/tables/of_changes', 'one')\n" in made.up
    place.run(made.up)
    assert place.compared(replicated(**where)).operations == ()
    assert place.compared(replicated()).operations == ()
    found = place.compared(replicated(wide(), **where))
    assert (found.operations, found.proved) == (("add column t.more",), True)
    assert found.up == "ALTER TABLE `t` ADD COLUMN `more` UInt32;\n"
    with pytest.raises(EntityError, match="two replicated tables cannot have the same path"):
        place.compared(plain())
    place.run(made.down)
    assert place.there == {}
    session.close()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("ReplicatedMergeTree('/a/{uuid}', '{replica}')", "MergeTree"),
        ("ReplicatedReplacingMergeTree('/a', 'it\\'s', v, gone)", "ReplacingMergeTree(v, gone)"),
        ("ReplicatedReplacingMergeTree(v)", "ReplacingMergeTree(v)"),
        ("ReplicatedMergeTree", "MergeTree"),
        ("MergeTree", "MergeTree"),
    ],
)
def test_an_engine_that_is_replicated_has_one_that_is_not(said: str, found: str) -> None:
    assert alone(said) == found

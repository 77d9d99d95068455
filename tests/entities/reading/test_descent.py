"""Tables in parts, tables that inherit, and options that only PostgreSQL's tables have."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import EntityError
from goofer_py.schema import Check, Name, Table, Unique
from tests.entities.wanted import SQLITE, desired, table_of

WHOLE = Name("orders")


def whole(partitions: object = None, **said: Any) -> sa.Table:
    info = {} if partitions is None else {"goofer": {"partitions": partitions}}
    return sa.Table(
        "orders",
        sa.MetaData(),
        sa.Column("id", sa.Integer),
        postgresql_partition_by="RANGE (id)",
        info=info,
        **said,
    )


def test_partitions_are_listed_by_their_whole() -> None:
    table = whole(
        {
            "old": "FROM (MINVALUE) TO (9)",
            "gone": None,
            "audit.new": {
                "bound": "FOR VALUES FROM (9) TO (99)",
                "partition_by": "LIST (id)",
                "partitions": {"rest": "DEFAULT", "nine": None},
            },
        },
        schema="shop",
    )

    wanted = desired(table)

    by_name = wanted.schema.by_name
    assert by_name[Name("orders", "shop")].options == (("partition_by", "RANGE (id)"),)
    inner = Name("new", "audit")
    assert by_name[Name("old", "shop")] == Table(
        Name("old", "shop"),
        partition_of=Name("orders", "shop"),
        bound="FROM (MINVALUE) TO (9)",
        overrides=None,
    )
    assert by_name[inner].options == (("partition_by", "LIST (id)"),)
    assert by_name[Name("rest", "audit")].partition_of == inner
    assert wanted.hints.dropped == {Name("gone", "shop"), Name("nine", "audit")}


def test_partitions_of_another_tool_are_told() -> None:
    assert desired(whole("external")).hints.external == {WHOLE}


@pytest.mark.parametrize("said", ["others", {"old": 7}, {"old": {"bounds": "DEFAULT"}}])
def test_partitions_that_cannot_be_read_are_refused(said: object) -> None:
    with pytest.raises(EntityError, match="partitions"):
        desired(whole(said))


def test_partition_can_be_a_table_of_its_own() -> None:
    table = sa.Table(
        "old",
        sa.MetaData(),
        sa.Column("id", sa.Integer),
        info={"goofer": {"partition_of": "orders", "bound": "FROM (1) TO (9)"}},
    )

    (read,) = desired(table).schema.tables

    assert (read.partition_of, read.bound) == (WHOLE, "FROM (1) TO (9)")


def test_nothing_is_in_parts_where_there_are_none() -> None:
    schema = desired(whole({"old": "DEFAULT"}), on=SQLITE).schema

    assert [table.name for table in schema.tables] == [WHOLE]


@pytest.mark.parametrize("said", ["animals", ["animals", "things"]])
def test_parents_are_read(said: Any) -> None:
    parents = (said,) if isinstance(said, str) else said

    assert table_of(postgresql_inherits=said).inherits == tuple(map(Name, parents))


def test_options_are_read() -> None:
    info = {"goofer": {"options": {"postgresql": {"replica_identity": "full"}, "mysql": {"x": 1}}}}
    column = sa.Column(
        "note", sa.Text, info={"goofer": {"options": {"postgresql": {"statistics": 9}}}}
    )
    index = sa.Index(
        "ix", "note", postgresql_tablespace="fast", info={"goofer": {"comment": "quick"}}
    )
    table = table_of(
        column,
        index,
        prefixes=["UNLOGGED"],
        postgresql_tablespace="slow",
        postgresql_using="columnar",
        info=info,
    )

    assert dict(table.options) == {
        "unlogged": "",
        "tablespace": "slow",
        "using": "columnar",
        "replica_identity": "full",
    }
    assert table.column("note").options == (("statistics", "9"),)
    (read,) = table.indexes
    assert (read.options, read.comment) == ((("tablespace", "fast"),), "quick")


def test_what_constraints_say_is_read() -> None:
    said: dict[str, Any] = {"goofer": {"enforced": False, "no_inherit": True}}
    table = table_of(
        sa.Column("a", sa.Integer),
        sa.CheckConstraint("a > 0", name="ck", info=said, comment="why"),
        sa.UniqueConstraint("a", name="uq", info={"goofer": {"without_overlaps": True}}),
    )

    assert table.checks == (Check("a > 0", "ck", enforced=False, no_inherit=True, comment="why"),)
    assert table.uniques == (Unique(("a",), "uq", without_overlaps=True),)

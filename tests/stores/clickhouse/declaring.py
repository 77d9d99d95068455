"""What tests declare for ClickHouse, and where."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy import Dictionary, engines, types

from goofer_py.dialects.splitter import split
from goofer_py.stores.clickhouse.catalog import Relation, read
from goofer_py.stores.clickhouse.comparing import compare
from goofer_py.stores.clickhouse.declared import declared_in
from goofer_py.stores.clickhouse.entities import MaterializedView, SkipIndex
from goofer_py.stores.clickhouse.script import CLICKHOUSE_SYNTAX
from goofer_py.stores.clickhouse.session import ClickHouseSession
from goofer_py.stores.native_schema import Differing

Column = sa.Column[Any]


class Place:
    """A database, and what is declared for it."""

    def __init__(self, session: ClickHouseSession) -> None:
        self.session = session

    def compared(self, *declared: Any, drop: bool = False, prove: bool = True) -> Differing:
        return compare(
            self.session, [module_of(declared)], ["goofer_history"], drop=drop, prove=prove
        )

    def make(self, *declared: Any) -> None:
        """Make what is declared, and compare nothing."""
        for one in declared_in([module_of(declared)], self.session.name):
            self.session.tell(one.statement)

    def run(self, script: str) -> None:
        self.session.run_statements(split(script, CLICKHOUSE_SYNTAX))

    def rows(self, query: str) -> list[Any]:
        return [tuple(row) for row in self.session.ask(query)]

    @property
    def there(self) -> dict[str, Relation]:
        return read(self.session, self.session.name)


def module_of(declared: Sequence[Any]) -> ModuleType:
    module = ModuleType("models")
    for at, one in enumerate(declared):
        setattr(module, f"thing_{at}", one)
    return module


def table(*items: Any, name: str = "t", engine: Any = None, **said: Any) -> sa.Table:
    engine = engine or engines.MergeTree(order_by="id")
    return sa.Table(name, sa.MetaData(), *items, engine, **said)


def ident() -> Column:
    return sa.Column("id", types.UInt64)


def name(type_: Any = types.String, **said: Any) -> Column:
    return sa.Column("name", type_, **said)


def wide() -> Column:
    return sa.Column("more", types.UInt32)


def day(**said: Any) -> Column:
    return sa.Column("day", types.Date, **said)


def plain(*more: Any, **said: Any) -> sa.Table:
    return table(ident(), name(), day(), *more, **said)


def keyed(order_by: Any, *more: Any, kind: Any = engines.MergeTree, **said: Any) -> sa.Table:
    return plain(*more, engine=kind(order_by=order_by, **said))


def minmax(on: str = "day", many: int = 1) -> SkipIndex:
    return SkipIndex("by_day", on, "minmax", many)


def totals() -> sa.Table:
    columns = (day(), sa.Column("many", types.UInt64))
    return table(*columns, name="totals", engine=engines.SummingMergeTree(order_by="day"))


def view(query: str = "SELECT day, count() AS many FROM t GROUP BY day", **said: Any) -> Any:
    return MaterializedView("per_day", query, **{"to": "totals", **said})


def names(
    *more: Column, layout: str = "flat", source: str = "CLICKHOUSE(TABLE 't')", **said: Any
) -> sa.Table:
    dictionary: Any = Dictionary
    made: sa.Table = dictionary(
        "names",
        sa.MetaData(),
        ident(),
        name(server_default=sa.text("'none'")),
        *more,
        primary_key="id",
        source=source,
        layout=layout,
        lifetime="MIN 0 MAX 300",
        **said,
    )
    return made


def hint(**said: Any) -> dict[str, Any]:
    return {"goofer": said}

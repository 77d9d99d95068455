"""What a program declares for ClickHouse beside SQLAlchemy's tables and the driver's engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.sql.schema import SchemaItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sqlalchemy as sa

PARTS = "clickhouse"
"""Under which name the parts of a table are in its `info`."""


class Part(SchemaItem):
    """A part of a table, given to it as a column is."""

    def __init__(self, name: str) -> None:
        self.name = name

    def _set_parent(self, parent: Any, **_: Any) -> None:
        parent.info.setdefault(PARTS, []).append(self)


class SkipIndex(Part):
    """A data skipping index: `type` is minmax, set(100), bloom_filter(0.01), ngrambf_v1(...) ..."""

    def __init__(self, name: str, expression: str, type: str, granularity: int = 1) -> None:  # noqa: A002
        super().__init__(name)
        self.expression = expression
        self.type = type
        self.granularity = granularity


class Projection(Part):
    """A projection: the rows in another order, or what a query with GROUP BY makes of them."""

    def __init__(self, name: str, query: str) -> None:
        super().__init__(name)
        self.query = query


class Assume(Part):
    """What the server may take for granted of all rows; it checks nothing."""

    def __init__(self, name: str, expression: str) -> None:
        super().__init__(name)
        self.expression = expression


class MaterializedView:
    """A materialized view: what its query makes of each insert is written to a table.

    That is the table `to`, or one of its own with an `engine` of the driver's, which goes with
    the view. With `refresh` ("EVERY 1 HOUR") the whole query runs at these times instead.
    """

    def __init__(
        self,
        name: str,
        query: str | sa.SelectBase,
        *,
        to: str | sa.Table | None = None,
        engine: Any = None,
        refresh: str = "",
        comment: str = "",
        info: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = name
        self.query = query
        self.to = to
        self.engine = engine
        self.refresh = refresh
        self.comment = comment
        self.info = dict(info or {})


class View:
    """A view: a query with a name."""

    def __init__(self, name: str, query: str | sa.SelectBase, *, comment: str = "") -> None:
        self.name = name
        self.query = query
        self.comment = comment

"""Which part of a database is looked at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from goofer_py.introspect.ignore import Ignore
from goofer_py.introspect.patterns import matches
from goofer_py.schema import Name, Schema

OTHER_TOOLS = (
    "goofer_*",
    "_*_goofer_new",
    "_*_goofer_old",
    "alembic_version*",
    "django_migrations",
    "schema_migrations",
    "goose_db_version*",
    "flyway_schema_history",
    "_yoyo_*",
    "yoyo_lock",
    "gorp_migrations",
    "spatial_ref_sys",
    "geography_columns",
    "geometry_columns",
    "raster_columns",
    "raster_overviews",
)
"""Tables of goofer itself, of other migration tools and of PostGIS, as patterns."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an introspection reads.

    `namespaces` are schemas to read besides the default one. `default_schema` overrides what
    the connection calls its default. `include` and `exclude` are shell patterns for
    "table" or "schema.table"; a name is read when it matches the first and not the second.
    `ignore` is read all the same: what touches it has to know it.
    """

    namespaces: tuple[str, ...] = ()
    default_schema: str | None = None
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = OTHER_TOOLS
    ignore: Ignore = field(default_factory=Ignore)

    @property
    def places(self) -> tuple[str | None, ...]:
        """The schemas that are read, the default one first."""
        return (self.default_schema, *self.namespaces)

    def covers(self, name: Name) -> bool:
        """Whether the table or other object called `name` is looked at."""
        return self._matches(self.include, name) and not self._matches(self.exclude, name)

    def within(self, schema: Schema) -> Schema:
        """Return what of `schema` is looked at; enums that its tables use are."""
        tables = tuple(table for table in schema.tables if self.covers(table.name))
        used = {column.type.enum for table in tables for column in table.columns}
        return replace(
            schema,
            tables=tables,
            enums=tuple(e for e in schema.enums if e.name in used or self.covers(e.name)),
            sequences=tuple(s for s in schema.sequences if self.covers(s.name)),
        )

    def managed(self, schema: Schema) -> Schema:
        """Return what of `schema` is looked at and not to be ignored."""
        return self.ignore.within(self.within(schema))

    @staticmethod
    def _matches(patterns: tuple[str, ...], name: Name) -> bool:
        return matches(patterns, (name.name, str(name)))

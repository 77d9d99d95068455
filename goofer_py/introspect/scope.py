"""Which part of a database is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fnmatch import translate
from functools import lru_cache

from goofer_py.schema import Name, Schema

OTHER_TOOLS = (
    "goofer_*",
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
    """

    namespaces: tuple[str, ...] = ()
    default_schema: str | None = None
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = OTHER_TOOLS

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

    @staticmethod
    def _matches(patterns: tuple[str, ...], name: Name) -> bool:
        matches = _matcher(patterns).match
        if matches(name.name):
            return True
        return name.schema is not None and matches(str(name)) is not None


@lru_cache(maxsize=16)
def _matcher(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return one expression for all of the patterns, which every name is held against."""
    return re.compile("|".join(map(translate, patterns)) or "(?!)")

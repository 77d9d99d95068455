"""Which part of a database is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from goofer_py.schema import Name

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

    @staticmethod
    def _matches(patterns: tuple[str, ...], name: Name) -> bool:
        spellings = (name.name, str(name))
        return any(fnmatchcase(s, pattern) for pattern in patterns for s in spellings)

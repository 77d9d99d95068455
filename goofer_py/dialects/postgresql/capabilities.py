"""What each version of PostgreSQL can do, from 13 on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from goofer_py.dialects.dialect import Capabilities
from goofer_py.dialects.postgresql.quoting import NAME_BYTES

OLDEST = (13,)
"""The oldest version that is spoken to; what is not known to be newer is written for it."""


@dataclass(frozen=True, slots=True)
class PostgreSQLCapabilities(Capabilities):
    """Facts that only this dialect and its introspector ask for."""

    unchecked_bodies: ClassVar[tuple[str, str] | None] = (
        "SET LOCAL check_function_bodies = off",
        "SET LOCAL check_function_bodies = on",
    )

    validates_later: ClassVar[bool] = True
    orders_columns: ClassVar[bool] = False
    keys_by_index: ClassVar[bool] = True
    owned_sequences: ClassVar[bool] = True
    untried: ClassVar[frozenset[str]] = frozenset(("event trigger",))
    standing: ClassVar[frozenset[str]] = frozenset(
        (
            *("server", "foreign data wrapper", "user mapping", "language", "cast", "transform"),
            "access method",
        )
    )
    duplicate: ClassVar[str] = "42710"
    search_path: ClassVar[bool] = True
    nulls_not_distinct: bool
    """Unique indexes can hold NULLs for equal, and the catalog says so."""
    foreign_keys_set_columns: bool
    """ON DELETE SET NULL can name columns."""
    sets_expressions: bool
    """A stored column can compute something else without being made anew."""
    column_compression: bool
    """Columns say how their values are compressed."""
    constraint_flags: bool
    """Constraints can be not enforced or over periods, and the catalog says so."""
    multiranges: bool
    """Each range type has a multirange type."""
    collation_rules: bool
    """Collations can have rules of their own."""
    collation_locale: str
    """The column of pg_collation (alias o) that holds the locale of another provider than libc."""

    @property
    def views_of_invoker(self) -> bool:
        """From 15 on."""
        return self.version >= (15,)


def capabilities(version: tuple[int, ...]) -> PostgreSQLCapabilities:
    """Return what the server of that version can do."""
    return PostgreSQLCapabilities(
        version=version,
        transactional_ddl=True,
        namespaces=True,
        enums=True,
        sequences=True,
        comments=True,
        alter_constraints=True,
        constraint_names=True,
        folds_names=True,
        keyed_references=True,
        name_bytes=NAME_BYTES,
        database_wide=frozenset(("extension",)),
        nulls_not_distinct=version >= (15,),
        foreign_keys_set_columns=version >= (15,),
        sets_expressions=version >= (17,),
        column_compression=version >= (14,),
        constraint_flags=version >= (18,),
        multiranges=version >= (14,),
        collation_rules=version >= (16,),
        collation_locale=_collation_locale(version),
    )


def _collation_locale(version: tuple[int, ...]) -> str:
    if version >= (17,):
        return "o.colllocale"
    if version >= (15,):
        return "o.colliculocale"
    return "CASE WHEN o.collprovider = 'i' THEN o.collcollate END"

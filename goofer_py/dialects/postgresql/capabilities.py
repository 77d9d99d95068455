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

    validates_later: ClassVar[bool] = True
    nulls_not_distinct: bool
    """Unique indexes can hold NULLs for equal, and the catalog says so."""
    foreign_keys_set_columns: bool
    """ON DELETE SET NULL can name columns."""
    column_compression: bool
    """Columns say how their values are compressed."""
    constraint_flags: bool
    """Constraints can be not enforced or over periods, and the catalog says so."""


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
        column_compression=version >= (14,),
        constraint_flags=version >= (18,),
    )

"""What each version of SQLite can do (https://www.sqlite.org/changes.html)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from goofer_py.dialects.dialect import Capabilities

OLDEST = (3, 16)


@dataclass(frozen=True, slots=True)
class Abilities:
    """What ALTER TABLE and the rest of one version can do; what it cannot is a rebuild."""

    rename_column: bool
    """ALTER TABLE RENAME COLUMN, which carries indexes, triggers and views along."""
    rename_follows: bool
    """ALTER TABLE RENAME TO carries foreign keys and views along, whatever the pragmas say."""
    generated_columns: bool
    drop_column: bool
    strict: bool
    alter_not_null: bool
    """ALTER TABLE ALTER COLUMN SET and DROP NOT NULL."""
    alter_checks: bool
    """ALTER TABLE ADD CONSTRAINT CHECK, and DROP CONSTRAINT for a check with a name."""
    pragma_functions: bool
    """SELECT can read from pragma_foreign_key_check and its like."""
    table_list: bool
    """pragma_table_list tells shadow tables from others."""


def abilities_of(version: tuple[int, ...]) -> Abilities:
    """Return what the library's `version` can do."""
    return Abilities(
        rename_column=version >= (3, 25),
        rename_follows=version >= (3, 26),
        generated_columns=version >= (3, 31),
        # The first releases that had it could damage a database: 3.35.5 mends that.
        drop_column=version >= (3, 35, 5),
        strict=version >= (3, 37),
        alter_not_null=version >= (3, 53),
        alter_checks=version >= (3, 53),
        pragma_functions=version >= (3, 16),
        table_list=version >= (3, 37),
    )


class SQLiteCapabilities(Capabilities):
    """What SQLite can do beyond what every dialect says."""

    keyed_writes: ClassVar[bool] = True
    checks_before_triggers: ClassVar[bool] = True
    row_number: ClassVar[str | None] = "rowid, which VACUUM may change"
    caseless: ClassVar[frozenset[str]] = frozenset({"table", "column"})

    @property
    def writable_views(self) -> bool:
        """They take no ON CONFLICT, and who adds a row is not told its number."""
        return False

    @property
    def renames_in_bodies(self) -> bool:
        """The texts of views and triggers follow; what would not is refused."""
        return True


def capabilities_of(version: tuple[int, ...]) -> Capabilities:
    """Return the facts that the rest of goofer asks for."""
    return SQLiteCapabilities(
        version=version,
        transactional_ddl=True,
        namespaces=False,
        enums=False,
        sequences=False,
        comments=False,
        alter_constraints=False,
        constraint_names=False,
        folds_names=False,
        keyed_references=False,
        name_bytes=None,
        database_wide=frozenset(),
    )

"""What each version of the two servers can do, from MySQL 8.0 and MariaDB 10.6 on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from goofer_py.dialects.dialect import Capabilities

OLDEST = (8, 0)
"""The oldest MySQL; what is not known to be newer is written for it."""
OLDEST_MARIADB = (10, 6)
"""The oldest MariaDB."""


@dataclass(frozen=True, slots=True)
class MySQLCapabilities(Capabilities):
    """Facts that only this dialect, its introspector and its store ask for."""

    key_parts: ClassVar[bool] = True
    whole_columns: ClassVar[bool] = True
    checks_before_triggers: ClassVar[bool] = True
    indexed_references: ClassVar[bool] = True
    schemas_are_databases: ClassVar[bool] = True
    tells_basic_plane_only: ClassVar[bool] = True
    caseless: ClassVar[frozenset[str]] = frozenset({"column"})
    mariadb: bool
    """The server is MariaDB."""
    display_widths: bool
    """Integer types are printed with the width that nothing depends on: int(11)."""
    native_json: bool
    """JSON is a type; else it is longtext with a check."""
    not_enforced: bool
    """Checks can be NOT ENFORCED."""
    functional_indexes: bool
    """Indexes can be over expressions."""
    descending_indexes: bool
    """Keys of an index can be in descending order."""
    instant_add: bool
    """A last column is added without touching rows."""
    instant_anywhere: bool
    """Columns are added anywhere, and dropped, without touching rows."""
    uuid: bool
    """UUID and INET6 are types."""
    plain_backslashes: bool = False
    """The sql_mode has NO_BACKSLASH_ESCAPES."""
    real_as_float: bool = False
    """The sql_mode has REAL_AS_FLOAT."""

    @property
    def escapes_backslashes(self) -> bool:
        """Unless the sql_mode says otherwise."""
        return not self.plain_backslashes

    @property
    def names_by_table(self) -> bool:
        """Two tables may have indexes of one name."""
        return True

    @property
    def column_checks(self) -> bool:
        """MariaDB keeps the check of a column with it."""
        return self.mariadb

    @property
    def assigns_texts(self) -> bool:
        """Values are converted as they are stored, and CAST knows few types."""
        return True


def capabilities(version: tuple[int, ...], *, mariadb: bool) -> MySQLCapabilities:
    """Return what the server of that version can do."""
    return MySQLCapabilities(
        version=version,
        transactional_ddl=False,
        namespaces=False,
        enums=False,
        sequences=mariadb,
        comments=True,
        alter_constraints=True,
        constraint_names=True,
        folds_names=False,
        keyed_references=False,
        name_bytes=None,
        database_wide=frozenset(),
        mariadb=mariadb,
        display_widths=mariadb or (len(version) > 2 and version < (8, 0, 19)),
        native_json=not mariadb,
        not_enforced=not mariadb,
        functional_indexes=not mariadb,
        descending_indexes=not mariadb or version >= (10, 8),
        instant_add=mariadb or version >= (8, 0, 12),
        instant_anywhere=mariadb or version >= (8, 0, 29),
        uuid=mariadb and version >= (10, 7),
    )

"""What foreign keys point to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import NoReferenceError

from goofer_py.errors import EntityError


class References:
    """Finds the columns that foreign keys name, also in another MetaData among `tables`."""

    def __init__(self, tables: Iterable[sa.Table]) -> None:
        self._tables: dict[str, sa.Table] = {}
        for table in tables:
            self._tables.setdefault(table.fullname, table)

    def column(self, key: sa.ForeignKey) -> sa.Column[Any]:
        """Return the column that `key` points to; an EntityError when there is none."""
        try:
            return key.column
        except NoReferenceError as error:
            found = self._elsewhere(key)
            if found is None:
                raise _unknown(key) from error
            return found

    def _elsewhere(self, key: sa.ForeignKey) -> sa.Column[Any] | None:
        table_name, _, column_name = key.target_fullname.rpartition(".")
        if not table_name:
            table_name, column_name = column_name, key.parent.key
        table = self._tables.get(table_name)
        if table is None:
            return None
        column: sa.Column[Any] | None = table.columns.get(column_name)
        return column


def _unknown(key: sa.ForeignKey) -> EntityError:
    return EntityError(
        f"The foreign key of {key.parent.table.fullname}.{key.parent.name} points to "
        f"{key.target_fullname}, which no registered entity has.",
        hint="register the module that declares it too",
    )

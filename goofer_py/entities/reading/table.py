"""Whole tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.exc import SQLAlchemyError

from goofer_py.entities.reading.column import ColumnReader
from goofer_py.entities.reading.column_check import in_column
from goofer_py.entities.reading.constraint import (
    read_check,
    read_exclusion,
    read_foreign_key,
    read_primary_key,
    read_unique,
)
from goofer_py.entities.reading.descent import read_descent, said_options
from goofer_py.entities.reading.index import read_index, storage_parameters
from goofer_py.entities.reading.option import table_options
from goofer_py.entities.reading.reference import References
from goofer_py.entities.reading.target import Target
from goofer_py.entities.reading.type import TypeReader
from goofer_py.errors import EntityError
from goofer_py.schema import Check, Exclusion, ForeignKey, Index, Table, Unique


class TableReader:
    """Reads tables for one target."""

    def __init__(self, target: Target, types: TypeReader, references: References) -> None:
        self._target = target
        self._references = references
        self._columns = ColumnReader(target, types, references)

    def read(self, table: sa.Table, origin: str) -> Table:
        """Return `table` as the target's server would have it."""
        try:
            return self._read(table, origin)
        except SQLAlchemyError as error:
            raise EntityError(f"{origin} (table {table.fullname}): {error}") from error

    def _read(self, table: sa.Table, origin: str) -> Table:
        uniques, keys, checks, exclusions = self._constraints(table)
        return Table(
            name=self._target.table_name(table),
            columns=tuple(self._columns.read(c, origin) for c in table.columns if not c.system),
            primary_key=read_primary_key(table, self._target),
            uniques=uniques,
            foreign_keys=keys,
            checks=checks,
            indexes=self._indexes(table),
            comment=self._comment(table),
            options=self._options(table),
            exclusions=exclusions,
            **read_descent(table, self._target),
        )

    def _constraints(
        self, table: sa.Table
    ) -> tuple[
        tuple[Unique, ...], tuple[ForeignKey, ...], tuple[Check, ...], tuple[Exclusion, ...]
    ]:
        uniques, keys, checks, exclusions = [], [], [], []
        for constraint in filter(self._target.creates, _in_order(table)):
            match constraint:
                case sa.PrimaryKeyConstraint():
                    pass
                case sa.UniqueConstraint():
                    if len(constraint.columns):
                        uniques.append(read_unique(constraint, self._target))
                case sa.ForeignKeyConstraint():
                    keys.append(read_foreign_key(constraint, self._target, self._references))
                case sa.CheckConstraint() if not in_column(constraint, self._target):
                    checks.append(read_check(constraint, table, self._target))
                case ExcludeConstraint() if self._target.has_exclusions:
                    exclusions.append(read_exclusion(constraint, table, self._target))
        # The server makes one of unique constraints that are said twice.
        return tuple(dict.fromkeys(uniques)), tuple(keys), tuple(checks), tuple(exclusions)

    def _indexes(self, table: sa.Table) -> tuple[Index, ...]:
        indexes = (index for index in table.indexes if index.expressions)
        created = (index for index in indexes if self._target.creates(index))
        # `index=True` and an Index that says the same are one.
        read = {read_index(index, table, self._target) for index in created}
        return tuple(sorted(read, key=lambda index: index.name))

    def _comment(self, table: sa.Table) -> str | None:
        kept = self._target.capabilities.comments
        said = table.comment
        if said is None and self._target.takes_any_option:
            said = self._target.option(table, "comment")
        return (said or None) if kept else None

    def _options(self, table: sa.Table) -> tuple[tuple[str, str], ...]:
        parameters = storage_parameters(self._target.option(table, "with", {}))
        flags = (
            (name, "")
            for key, (said, name) in _FLAGS.items()
            if self._target.option(table, key) is said
        )
        free = table_options(table, self._target) if self._target.takes_any_option else ()
        return (*flags, *parameters, *free, *said_options(table, self._target))


# What a table option says when it is on, and what the option is called then.
_FLAGS = {"with_rowid": (False, "without_rowid"), "strict": (True, "strict")}


def _in_order(table: sa.Table) -> list[Any]:
    """Return the constraints of a table and its columns in the order they were declared."""
    own = set(table.constraints).union(*(column.constraints for column in table.columns))
    return sorted(own, key=lambda constraint: constraint._creation_order)

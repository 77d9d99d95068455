"""A table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from goofer_py.schema.column import Column
from goofer_py.schema.constraint import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    PrimaryKey,
    Unique,
)
from goofer_py.schema.expression import rename_in_backticks
from goofer_py.schema.index import Index
from goofer_py.schema.name import Name
from goofer_py.schema.object import Use
from goofer_py.schema.override import LOCAL, Override

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table. Two tables are equal whatever the order of columns, constraints and indexes.

    `options` are flags and storage parameters in the dialect's words, such as
    ("strict", "") and ("without_rowid", "") on SQLite, or ("fillfactor", "70") on PostgreSQL.
    `uses` are the objects that its types, defaults and expressions depend on, where known.
    A table with `partition_of` holds the rows of that table within `bound`. `inherits` are the
    tables that it has its first columns from. What a table has from another one (columns, checks,
    and a partition its keys and indexes too) is no part of its own, but for the `overrides`: None
    where nothing is said of them, so that they stay as they are.
    """

    name: Name
    columns: tuple[Column, ...] = ()
    primary_key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    uses: tuple[Use, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    partition_of: Name | None = None
    bound: str | None = None
    inherits: tuple[Name, ...] = ()
    overrides: tuple[Override, ...] | None = ()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Table):
            return False
        # Most tables that are compared are in one order as well, which takes no hashes to see.
        return self._in_order == other._in_order or self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    def is_same(self, other: Table) -> bool:
        """Whether two tables are equal in their order and in what they use as well."""
        rest = (self.uses, self.overrides), (other.uses, other.overrides)
        return self._in_order == other._in_order and rest[0] == rest[1]

    @property
    def _in_order(self) -> tuple[object, ...]:
        return (
            self.name,
            self.columns,
            self.primary_key,
            self.uniques,
            self.foreign_keys,
            self.checks,
            self.indexes,
            self.comment,
            self.options,
            self.exclusions,
            *self._descent,
        )

    @property
    def _identity(self) -> tuple[object, ...]:
        return (
            self.name,
            frozenset(self.columns),
            self.primary_key,
            frozenset(self.uniques),
            frozenset(self.foreign_keys),
            frozenset(self.checks),
            frozenset(self.indexes),
            self.comment,
            frozenset(self.options),
            frozenset(self.exclusions),
            *self._descent,
        )

    @property
    def _descent(self) -> tuple[object, ...]:
        said = self.overrides
        if said:
            # Which columns are the table's own too is settled when it is made.
            said = tuple(one for one in said if one.facet != LOCAL)
        return self.partition_of, self.bound, self.inherits, said

    @property
    def parents(self) -> tuple[Name, ...]:
        """The tables that it has columns from: that which it is a part of, or those inherited."""
        return self.inherits if self.partition_of is None else (self.partition_of,)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Every constraint, the primary key first and foreign keys last."""
        key = () if self.primary_key is None else (self.primary_key,)
        return (*key, *self.uniques, *self.exclusions, *self.checks, *self.foreign_keys)

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return tuple(column.name for column in self.columns)

    def option(self, name: str) -> str | None:
        """The value of the option `name`, None when it is not set."""
        return dict(self.options).get(name)

    def has_option(self, name: str) -> bool:
        """Whether the option `name` is set."""
        return any(option == name for option, _ in self.options)

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def find_column(self, name: str) -> Column | None:
        """The column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def index(self, name: str) -> Index:
        """The index called `name`; KeyError when there is none."""
        for index in self.indexes:
            if index.name == name:
                return index
        raise KeyError(name)

    def with_column(self, column: Column, position: int | None = None) -> Table:
        """The table with `column` added, last unless a `position` is given."""
        place = len(self.columns) if position is None else position
        return replace(self, columns=(*self.columns[:place], column, *self.columns[place:]))

    def with_order(self, names: Sequence[str]) -> Table:
        """The table with its columns in the order of `names`; those not named come last."""
        places = {name: place for place, name in enumerate(names)}
        columns = sorted(self.columns, key=lambda c: places.get(c.name, len(places)))
        return replace(self, columns=tuple(columns))

    def with_column_after(self, name: str, before: str) -> Table:
        """The table with the column `name` right behind `before`, or first where that is ""."""
        others = [other for other in self.column_names if other != name]
        place = others.index(before) + 1 if before else 0
        return self.with_order((*others[:place], name, *others[place:]))

    def without_column(self, name: str) -> Table:
        """The table without the column called `name`."""
        return replace(self, columns=tuple(c for c in self.columns if c.name != name))

    def with_column_replaced(self, name: str, column: Column) -> Table:
        """The table with `column` in the place of the one called `name`."""
        return replace(self, columns=tuple(column if c.name == name else c for c in self.columns))

    def with_columns_renamed(self, names: dict[str, str]) -> Table:
        """The table after columns took the new `names` (old to new), keys and indexes following."""
        key = self.primary_key
        return replace(
            self,
            columns=tuple(c.with_columns_renamed(names) for c in self.columns),
            primary_key=None if key is None else key.with_columns_renamed(names),
            uniques=tuple(u.with_columns_renamed(names) for u in self.uniques),
            foreign_keys=tuple(f.with_columns_renamed(names) for f in self.foreign_keys),
            checks=tuple(c.with_columns_renamed(names) for c in self.checks),
            exclusions=tuple(e.with_columns_renamed(names) for e in self.exclusions),
            indexes=tuple(i.with_columns_renamed(names) for i in self.indexes),
            options=tuple((key, rename_in_backticks(value, names)) for key, value in self.options),
            overrides=self.overrides
            and tuple(
                sorted(replace(o, column=names.get(o.column, o.column)) for o in self.overrides)
            ),
        )

    def with_constraint(self, constraint: Constraint) -> Table:
        """The table with `constraint` added."""
        match constraint:
            case PrimaryKey():
                return replace(self, primary_key=constraint)
            case Unique():
                return replace(self, uniques=(*self.uniques, constraint))
            case ForeignKey():
                return replace(self, foreign_keys=(*self.foreign_keys, constraint))
            case Check():
                return replace(self, checks=(*self.checks, constraint))
            case Exclusion():
                return replace(self, exclusions=(*self.exclusions, constraint))

    def without_constraint(self, constraint: Constraint) -> Table:
        """The table without `constraint` (one of several equal ones)."""
        match constraint:
            case PrimaryKey():
                return replace(self, primary_key=None)
            case Unique():
                return replace(self, uniques=_without(self.uniques, constraint))
            case ForeignKey():
                return replace(self, foreign_keys=_without(self.foreign_keys, constraint))
            case Check():
                return replace(self, checks=_without(self.checks, constraint))
            case Exclusion():
                return replace(self, exclusions=_without(self.exclusions, constraint))

    def with_index(self, index: Index) -> Table:
        """The table with `index` added."""
        return replace(self, indexes=(*self.indexes, index))

    def without_index(self, name: str) -> Table:
        """The table without the index called `name`."""
        return replace(self, indexes=tuple(i for i in self.indexes if i.name != name))


def _without(items: Iterable[_T], item: _T) -> tuple[_T, ...]:
    kept = list(items)
    kept.remove(item)
    return tuple(kept)

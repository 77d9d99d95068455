"""Constraints of a table.

`name` is None where the database keeps none (SQLite). `auto_named` says that the name was made
by the server's rule and not by a person: it does not count in comparisons. `comment` is a
remark that the database keeps. `options` are those of the index behind a key, in the dialect's
words and sorted by name, and `index_comment` is the remark on that index.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from goofer_py.schema.expression import rename_identifiers
from goofer_py.schema.index import IndexPart
from goofer_py.schema.name import Name


@dataclass(frozen=True, slots=True)
class PrimaryKey:
    """The primary key. `conflict` is SQLite's ON CONFLICT clause.

    With `without_overlaps` the last column is a range, and no two rows of the rest overlap.
    `parts` tell of prefixes and orders; empty where each key is a whole column, ascending. `method`
    is None where the server keeps it in its usual way.
    """

    columns: tuple[str, ...]
    name: str | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    include: tuple[str, ...] = ()
    conflict: str | None = None
    auto_named: bool = field(default=False, compare=False)
    without_overlaps: bool = False
    comment: str | None = None
    parts: tuple[IndexPart, ...] = ()
    method: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    index_comment: str | None = None

    def with_columns_renamed(self, names: dict[str, str]) -> PrimaryKey:
        """The same key after columns took the new `names` (old to new)."""
        return replace(
            self,
            columns=_renamed(self.columns, names),
            include=_renamed(self.include, names),
            parts=tuple(part.with_columns_renamed(names) for part in self.parts),
        )


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique constraint; `without_overlaps` is as with a primary key."""

    columns: tuple[str, ...]
    name: str | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    nulls_not_distinct: bool = False
    include: tuple[str, ...] = ()
    conflict: str | None = None
    auto_named: bool = field(default=False, compare=False)
    without_overlaps: bool = False
    comment: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    index_comment: str | None = None

    def with_columns_renamed(self, names: dict[str, str]) -> Unique:
        """The same constraint after columns took the new `names` (old to new)."""
        return replace(
            self, columns=_renamed(self.columns, names), include=_renamed(self.include, names)
        )


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key. Actions are upper case; None is NO ACTION. `match` None is SIMPLE.

    With `period` the last columns are ranges, and the one must be covered by the other's rows.
    """

    columns: tuple[str, ...]
    target: Name
    target_columns: tuple[str, ...]
    name: str | None = None
    on_delete: str | None = None
    on_update: str | None = None
    match: str | None = None
    deferrable: bool = False
    initially_deferred: bool = False
    validated: bool = True
    enforced: bool = True
    auto_named: bool = field(default=False, compare=False)
    period: bool = False
    comment: str | None = None

    def with_columns_renamed(self, names: dict[str, str]) -> ForeignKey:
        """The same key after columns of its own table took the new `names` (old to new)."""
        return replace(self, columns=_renamed(self.columns, names))


@dataclass(frozen=True, slots=True)
class Check:
    """A check; `expression` is SQL text without the outer parentheses.

    `columns` are the columns it reads, where known; they do not count in comparisons.
    """

    expression: str
    name: str | None = None
    validated: bool = True
    enforced: bool = True
    no_inherit: bool = False
    columns: tuple[str, ...] = field(default=(), compare=False)
    auto_named: bool = field(default=False, compare=False)
    comment: str | None = None

    def with_columns_renamed(self, names: dict[str, str]) -> Check:
        """The same check after columns took the new `names` (old to new)."""
        return replace(
            self,
            expression=rename_identifiers(self.expression, names),
            columns=_renamed(self.columns, names),
        )


@dataclass(frozen=True, slots=True)
class Exclusion:
    """No two rows may hold all of `elements` between them.

    `elements` is SQL text such as "room WITH =, during WITH &&". `columns` are the columns that
    it and `where` read, where known; they do not count in comparisons.
    """

    elements: str
    name: str | None = None
    method: str = "gist"
    where: str | None = None
    include: tuple[str, ...] = ()
    deferrable: bool = False
    initially_deferred: bool = False
    columns: tuple[str, ...] = field(default=(), compare=False)
    auto_named: bool = field(default=False, compare=False)
    comment: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    index_comment: str | None = None

    def with_columns_renamed(self, names: dict[str, str]) -> Exclusion:
        """The same constraint after columns took the new `names` (old to new)."""
        return replace(
            self,
            elements=rename_identifiers(self.elements, names),
            where=None if self.where is None else rename_identifiers(self.where, names),
            include=_renamed(self.include, names),
            columns=_renamed(self.columns, names),
        )


Constraint = PrimaryKey | Unique | ForeignKey | Check | Exclusion


def _renamed(columns: tuple[str, ...], names: dict[str, str]) -> tuple[str, ...]:
    return tuple(names.get(column, column) for column in columns)

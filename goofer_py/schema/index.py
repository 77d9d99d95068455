"""An index and its parts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from goofer_py.schema.expression import rename_identifiers


@dataclass(frozen=True, slots=True)
class IndexPart:
    """One key of an index: a `column`, or an `expression` (SQL text with its parentheses if any).

    `operator_class` and `collation` are None where they are the column's default;
    `nulls_first` is None where it is the default of the order, `length` where the whole value of
    the column is the key and not a prefix of it.
    """

    column: str | None = None
    expression: str | None = None
    descending: bool = False
    nulls_first: bool | None = None
    collation: str | None = None
    operator_class: str | None = None
    length: int | None = None

    def with_columns_renamed(self, names: dict[str, str]) -> IndexPart:
        """The same key after columns took the new `names` (old to new)."""
        if self.column is not None:
            return replace(self, column=names.get(self.column, self.column))
        return replace(self, expression=rename_identifiers(self.expression or "", names))


@dataclass(frozen=True, slots=True)
class Index:
    """An index that is not the one behind a constraint; its name is unique in the table's schema.

    `columns` are the columns that expressions and `where` read, where known. `auto_named` says
    that the server makes it by itself, and chooses the name.
    """

    name: str
    parts: tuple[IndexPart, ...]
    unique: bool = False
    where: str | None = None
    include: tuple[str, ...] = ()
    method: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    nulls_not_distinct: bool = False
    comment: str | None = None
    valid: bool = True
    columns: tuple[str, ...] = field(default=(), compare=False)
    auto_named: bool = field(default=False, compare=False)

    def option(self, name: str) -> str | None:
        """The value of the option `name`, None when it is not set."""
        return dict(self.options).get(name)

    @property
    def reads(self) -> frozenset[str]:
        """Every column the index is known to depend on."""
        keys = (part.column for part in self.parts if part.column is not None)
        return frozenset((*keys, *self.include, *self.columns))

    def with_columns_renamed(self, names: dict[str, str]) -> Index:
        """The same index after columns took the new `names` (old to new)."""
        return replace(
            self,
            parts=tuple(part.with_columns_renamed(names) for part in self.parts),
            where=None if self.where is None else rename_identifiers(self.where, names),
            include=tuple(names.get(column, column) for column in self.include),
            columns=tuple(names.get(column, column) for column in self.columns),
        )

"""A column that takes the place of another one, while programs use both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from goofer_py.generate.stages.stage import Stages
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    CreateIndex,
    DropColumn,
    DropConstraint,
    DropIndex,
    Operation,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
)
from goofer_py.operations.backfill import Backfill
from goofer_py.schema import (
    Check,
    Column,
    ForeignKey,
    Index,
    Name,
    Table,
    Unique,
)
from goofer_py.schema.expression import rename_identifiers

_BESIDE = "_new"


@dataclass(frozen=True, slots=True)
class Replacement:
    """How `old` of a table becomes `new`, which is called `beside` while both are there.

    `forward` is SQL that makes the new value of a row from the old one, by the name of `old`;
    `back` leads back, by the name of `new`. Where NULL is a value that a new program may mean, and
    the old column would get another one for it, `shown` is the schema that new programs write to.
    """

    table: Name
    old: Column
    new: Column
    forward: str
    back: str
    shown: str = ""

    @property
    def beside(self) -> str:
        """The name of the new column while the old one is there."""
        return self.new.name if self.new.name != self.old.name else self.new.name + _BESIDE

    @property
    def added(self) -> Column:
        """The new column as it is added, before its rows are there."""
        new = self.new
        return Column(self.beside, new.type, collation=new.collation, options=new.options)

    @property
    def returned(self) -> str:
        """What leads back, by the name that the new column has while the old one is there."""
        return rename_identifiers(self.back, {self.new.name: self.beside})

    @property
    def sync(self) -> str:
        """The name of what keeps both the same: it runs after other triggers."""
        return f"zz_sync_{self.table.name}_{self.beside}"


@dataclass(frozen=True, slots=True)
class SyncColumns:
    """Keep both columns of a replacement the same; `key` tells the rows of the table apart."""

    one: Replacement
    key: tuple[str, ...]


class Parts:
    """What else of a table names the column that is replaced, before and after."""

    def __init__(self, replacement: Replacement, current: Table, desired: Table) -> None:
        self._one = replacement
        self._taken = {one.name for one in (*current.indexes, *current.constraints)}
        old, new = replacement.old.name, replacement.new.name
        self.old_indexes = [one for one in current.indexes if old in one.reads]
        self.new_indexes = [one for one in desired.indexes if new in one.reads]
        self.old_constraints = [one for one in current.constraints if old in one.columns]
        self.new_constraints = [
            one
            for one in desired.constraints
            if isinstance(one, Unique | Check | ForeignKey) and new in one.columns
        ]

    def beside_index(self, index: Index) -> Index:
        """Return an index as it is made on the new column, beside that on the old one."""
        names = {self._one.new.name: self._one.beside}
        return replace(index.with_columns_renamed(names), name=self._free(index.name))

    def beside_constraint(self, one: Unique | Check | ForeignKey) -> Unique | Check | ForeignKey:
        """Return a constraint as it is made on the new column."""
        renamed = one.with_columns_renamed({self._one.new.name: self._one.beside})
        return renamed if one.name is None else replace(renamed, name=self._free(one.name))

    def _free(self, name: str) -> str:
        return name + _BESIDE if name in self._taken else name


def replaced(
    one: Replacement,
    current: Table,
    desired: Table,
    quote: Callable[[str], str],
    *,
    early_checks: bool,
) -> Stages:
    """Return what replaces a column; with `early_checks` NOT NULL is checked before triggers."""
    beside = one.added
    between = one.old
    if early_checks and not one.old.nullable and one.old.default is None:
        between = replace(one.old, nullable=True)
    parts = Parts(one, current, desired)
    loosened = () if between == one.old else (AlterColumn(one.table, one.old, between),)
    unfilled = f"{quote(one.beside)} IS NULL AND {quote(one.old.name)} IS NOT NULL"
    place = (f"{one.table}.{one.beside}",)
    required = replace(beside, nullable=one.new.nullable)
    migrate = (
        Backfill(one.table, one.beside, one.forward, unfilled, _key(current)),
        *(CreateIndex(one.table, parts.beside_index(index)) for index in parts.new_indexes),
        *(AddConstraint(one.table, parts.beside_constraint(c)) for c in parts.new_constraints),
        *(
            ()
            if required == beside or early_checks
            else (AlterColumn(one.table, beside, required),)
        ),
    )
    contract: tuple[Operation, ...] = (
        *(DropConstraint(one.table, old) for old in parts.old_constraints),
        *(DropIndex(one.table, index) for index in parts.old_indexes),
        DropColumn(one.table, between, one.returned, moved=place),
        *_taking_over(one, parts, beside if early_checks else required),
    )
    # It is required once nobody leaves it out.
    optional = replace(one.new, nullable=True)
    settle = _changed(one.table, optional, one.new) if early_checks else ()
    return Stages(
        migrate=migrate,
        contract=contract,
        settle=settle,
        opening=(AddColumn(one.table, beside), *loosened),
    )


def _taking_over(one: Replacement, parts: Parts, column: Column) -> Iterator[Operation]:
    """Yield what gives the new column, and all that is on it, the names that stay."""
    table, names = one.table, {one.beside: one.new.name}
    if one.beside != one.new.name:
        yield RenameColumn(table, one.beside, one.new.name)
    for index in parts.new_indexes:
        beside = parts.beside_index(index)
        if beside.name != index.name:
            yield RenameIndex(table, beside.name, index.name)
    for constraint in parts.new_constraints:
        made = parts.beside_constraint(constraint).with_columns_renamed(names)
        if made.name != constraint.name:
            yield RenameConstraint(table, made, constraint)
    taken = replace(column, name=one.new.name)
    yield from _changed(table, taken, replace(one.new, nullable=column.nullable))


def _changed(table: Name, before: Column, after: Column) -> tuple[Operation, ...]:
    return () if before == after else (AlterColumn(table, before, after),)


def _key(table: Table) -> tuple[str, ...]:
    return table.primary_key.columns if table.primary_key else ()

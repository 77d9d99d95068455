"""Columns of keys that get another type, with the columns that point at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from goofer_py.generate.stages.replacement import Replacement
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
from goofer_py.operations.held_tables import HeldTables
from goofer_py.operations.key import ChangeKey, Reference
from goofer_py.operations.numbering import MoveNumbering
from goofer_py.schema import (
    Check,
    ForeignKey,
    Index,
    IndexPart,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from goofer_py.schema.expression import rename_identifiers

BESIDE, AGAIN = "_new", "_old"
_LONGEST = 63
_Part = TypeVar("_Part", bound=Index | Unique | Check | ForeignKey)
Names = dict[Name, dict[str, str]]
"""What the columns of tables are called, by what they were called."""


def key_index(table: Table, key: PrimaryKey, columns: Sequence[str], suffix: str) -> Index:
    """Return a unique index on `columns` that can become the primary key."""
    parts = key.parts or tuple(map(IndexPart, columns))
    return Index(
        beside_name(f"{table.name.name}_pkey", suffix),
        parts,
        unique=True,
        include=key.include,
        options=key.options,
    )


def beside_name(name: str, suffix: str = BESIDE) -> str:
    """Return the name of what stands beside something for a while, short enough."""
    room = _LONGEST - len(suffix)
    return name.encode()[:room].decode(errors="ignore") + suffix


def pointing_at(table: Name, key: ForeignKey) -> HeldTables:
    """Return what adds a foreign key once nobody writes to either table.

    It locks both of them: a program that uses them in another order would be the one to fail.
    """
    tables = tuple(sorted({table, key.target}, key=str))
    return HeldTables(tables, (AddConstraint(table, key),), readable=True)


def of_keys(
    replacements: Iterable[Replacement], current: Schema, desired: Schema
) -> tuple[Replacement, ...]:
    """Return those on columns of primary keys, or that foreign keys point at, and all tied to them.

    So they are replaced together, or not at all.
    """
    left = list(replacements)
    found = [one for one in left if one.old.name == one.new.name and _is_pointed_at(one, current)]
    pairs = [*_pairs(current), *_pairs(desired)]
    while True:
        places = {(one.table, name) for one in found for name in (one.old.name, one.new.name)}
        tied = {a for a, b in pairs if b in places} | {b for a, b in pairs if a in places}
        more = [
            one
            for one in left
            if one not in found and {(one.table, one.old.name), (one.table, one.new.name)} & tied
        ]
        if not more:
            return tuple(found)
        found += more


def _is_pointed_at(one: Replacement, schema: Schema) -> bool:
    key = schema.table(one.table).primary_key
    if key is not None and one.old.name in key.columns:
        return True
    return (one.table, one.old.name) in {target for _, target in _pairs(schema)}


def _pairs(schema: Schema) -> Iterator[tuple[tuple[Name, str], tuple[Name, str]]]:
    """Yield each column that points at another one, with that one."""
    for table in schema.tables:
        for key in table.foreign_keys:
            for column, target in zip(key.columns, key.target_columns, strict=True):
                yield (table.name, column), (key.target, target)


@dataclass(frozen=True, slots=True)
class KeyColumns:
    """Columns that are replaced together, and what is on them before and after."""

    ones: tuple[Replacement, ...]
    current: Schema
    desired: Schema
    quote: Callable[[str], str]

    @property
    def tables(self) -> tuple[Name, ...]:
        """Every table that something changes of, in the order of their names."""
        own = {one.table for one in self.ones}
        pointing = {table for table, _ in (*self._old_references(), *self._new_references())}
        return tuple(sorted(own | pointing, key=str))

    def owns(self, table: Name, key: object) -> bool:
        """Whether a foreign key points at one of the columns."""
        return isinstance(key, ForeignKey) and (
            _touches(key, table, self._old_names()) or _touches(key, table, self._new_names())
        )

    def stages(self) -> Stages:
        """Return what replaces them: all at once in the end, while nobody uses the tables."""
        return Stages(
            tuple(AddColumn(one.table, one.added) for one in self.ones),
            (*self._filled(), *self._made(), *self._required(), *self._pointed()),
            (*self._let_go(), *self._taken_over(), *self._renamed()),
            locked=self.tables,
        )

    def why_not(self) -> str | None:
        """Return why they cannot be replaced, None where they can."""
        for one in self.ones:
            before, after = self.current.table(one.table), self.desired.table(one.table)
            place = f"{one.table}.{one.old.name}"
            if before.primary_key != after.primary_key:
                return f"{place} gets another type, and {one.table} another primary key"
            if before.primary_key is not None and before.primary_key.without_overlaps:
                return f"the primary key of {one.table} is over periods"
            if (one.old.identity is None) != (one.new.identity is None):
                return f"{place} gets another type, and another who numbers it"
            if one.old.nullable and not one.new.nullable:
                return f"{place} gets another type, and becomes required"
        there = {table.name for table in self.current.tables}
        for table, _ in self._new_references():
            if table not in there:
                return f"{table}, which comes in the same change, points at columns of keys"
        return None

    def _filled(self) -> Iterator[Operation]:
        for one in self.ones:
            key = self.current.table(one.table).primary_key
            unfilled = (
                f"{self.quote(one.beside)} IS NULL AND {self.quote(one.old.name)} IS NOT NULL"
            )
            columns = key.columns if key else ()
            yield Backfill(one.table, one.beside, one.forward, unfilled, columns)

    def _made(self) -> Iterator[Operation]:
        """Yield the indexes and constraints on the new columns."""
        for name in self._own_tables():
            table, names = self.desired.table(name), self._new_names()[name]
            for index in _on(table.indexes, names):
                yield CreateIndex(name, self._beside(name, index))
            if (changed := self._changed_key(name)) is not None:
                yield CreateIndex(name, changed.index)
            for constraint in _constraints(table, names):
                yield AddConstraint(name, self._beside(name, constraint))

    def _required(self) -> Iterator[Operation]:
        for one in self.ones:
            if not one.new.nullable:
                yield AlterColumn(one.table, one.added, replace(one.added, nullable=False))

    def _pointed(self) -> Iterator[Operation]:
        for name, key in self._new_references():
            yield pointing_at(name, self._beside(name, key))

    def _let_go(self) -> Iterator[Operation]:
        for name, key in self._old_references():
            yield DropConstraint(name, key)
        for name in self._own_tables():
            table, names = self.current.table(name), self._old_names()[name]
            for constraint in _constraints(table, names):
                yield DropConstraint(name, constraint)
            for index in _on(table.indexes, names):
                yield DropIndex(name, index)

    def _taken_over(self) -> Iterator[Operation]:
        for name in self._own_tables():
            if (changed := self._changed_key(name)) is not None:
                yield changed
        for one in self.ones:
            old = one.old
            if old.identity is not None and one.new.identity is not None:
                taker = replace(one.added, nullable=one.new.nullable)
                yield MoveNumbering(one.table, old, taker, one.new.identity)
                old = replace(old, identity=None)
            back = rename_identifiers(one.back, {one.new.name: one.beside})
            yield DropColumn(one.table, old, back, moved=(f"{one.table}.{one.beside}",))

    def _renamed(self) -> Iterator[Operation]:
        """Yield what gives the new columns, and all that is on them, the names that stay."""
        for one in self.ones:
            if one.beside != one.new.name:
                yield RenameColumn(one.table, one.beside, one.new.name)
        for name in self._own_tables():
            table, names = self.desired.table(name), self._new_names()[name]
            for index in _on(table.indexes, names):
                if (beside := self._beside(name, index).name) != index.name:
                    yield RenameIndex(name, beside, index.name)
            for constraint in _constraints(table, names):
                yield from self._named(name, constraint)
        for name, key in self._new_references():
            yield from self._named(name, key)
        for one in self.ones:
            taken = replace(one.added, name=one.new.name, nullable=one.new.nullable)
            taken = replace(taken, identity=one.new.identity)
            if taken != one.new:
                yield AlterColumn(one.table, taken, one.new)

    def _named(self, table: Name, one: Unique | Check | ForeignKey) -> Iterator[RenameConstraint]:
        made = replace(one, name=self._beside(table, one).name)
        if made.name != one.name:
            yield RenameConstraint(table, made, one)

    def _changed_key(self, name: Name) -> ChangeKey | None:
        table, names = self.current.table(name), self._new_names()[name]
        key = table.primary_key
        if key is None or not {*key.columns} & names.keys():
            return None
        after = key.with_columns_renamed(names)
        pointing = (
            (other, self._beside(other, one))
            for other, one in self._new_references()
            if one.target == name and {*one.target_columns} == {*key.columns}
        )
        return ChangeKey(
            name,
            key,
            after,
            key_index(table, after, after.columns, BESIDE),
            key_index(table, key, key.columns, AGAIN),
            pointing=tuple(pointing),
        )

    def _beside(self, table: Name, one: _Part) -> _Part:
        """Return an index or a constraint as it is while the old one is there."""
        names = self._new_names()
        made = one.with_columns_renamed(names.get(table, {}))
        if isinstance(made, ForeignKey):
            targets = names.get(made.target, {})
            columns = tuple(targets.get(column, column) for column in made.target_columns)
            made = replace(made, target_columns=columns)
        there = self.current.table(table)
        parts = (*there.indexes, *there.constraints)
        if made.name is not None and made.name in {part.name for part in parts}:
            made = replace(made, name=beside_name(made.name))
        return cast("_Part", made)

    def _own_tables(self) -> tuple[Name, ...]:
        return tuple(dict.fromkeys(one.table for one in self.ones))

    def _old_names(self) -> Names:
        names: Names = {}
        for one in self.ones:
            names.setdefault(one.table, {})[one.old.name] = one.beside
        return names

    def _new_names(self) -> Names:
        names: Names = {}
        for one in self.ones:
            names.setdefault(one.table, {})[one.new.name] = one.beside
        return names

    def _old_references(self) -> list[Reference]:
        return list(_references(self.current, self._old_names()))

    def _new_references(self) -> list[Reference]:
        return list(_references(self.desired, self._new_names()))


def _references(schema: Schema, names: Names) -> Iterator[Reference]:
    """Yield the foreign keys on the columns, or that point at them."""
    for table in schema.tables:
        for key in table.foreign_keys:
            if _touches(key, table.name, names):
                yield table.name, key


def _touches(key: ForeignKey, table: Name, names: Names) -> bool:
    own, targets = names.get(table, {}), names.get(key.target, {})
    return bool({*key.columns} & own.keys() or {*key.target_columns} & targets.keys())


def _on(indexes: Iterable[Index], names: dict[str, str]) -> list[Index]:
    return [index for index in indexes if index.reads & names.keys()]


def _constraints(table: Table, names: dict[str, str]) -> list[Unique | Check]:
    every: tuple[Unique | Check, ...] = (*table.uniques, *table.checks)
    return [one for one in every if {*one.columns} & names.keys()]

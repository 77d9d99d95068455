"""Which changes ALTER TABLE can make (https://www.sqlite.org/lang_altertable.html)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from goofer_py.dialects.sqlite.capabilities import Abilities
from goofer_py.dialects.sqlite.dependents import dependents_of
from goofer_py.dialects.sqlite.expression import columns_of, columns_read, is_constant
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    DropColumn,
    DropConstraint,
    Operation,
    OrderColumns,
    RenameColumn,
    RenameConstraint,
)
from goofer_py.operations.combined import Combined
from goofer_py.schema import Check, Column, ForeignKey, Index, Name, Schema, Table


@dataclass(frozen=True, slots=True)
class Native:
    """What one version can do without a rebuild; `schema` is what there is at that moment."""

    abilities: Abilities

    def can(self, operation: Operation, schema: Schema) -> bool:
        """Whether ALTER TABLE, or no statement at all, does what `operation` says."""
        rules: dict[type, Callable[[Any, Schema], bool]] = {
            AddColumn: self.can_add,
            Combined: self.can_combine,
            DropColumn: self.can_drop,
            AlterColumn: self.can_alter,
            AddConstraint: self.can_constrain,
            DropConstraint: self.can_constrain,
            RenameConstraint: self.can_constrain,
            OrderColumns: lambda _, __: False,
            RenameColumn: lambda _, __: self.abilities.rename_column,
            AlterTable: lambda change, _: set(change.options[0]) == set(change.options[1]),
        }
        rule = rules.get(type(operation))
        return rule is None or rule(operation, schema)

    def can_combine(self, combined: Combined, schema: Schema) -> bool:
        """Whether ADD COLUMN takes the column with its constraints."""
        addition, *rest = combined.operations
        if not isinstance(addition, AddColumn) or not self.can_add(addition, schema):
            return False
        refers = any(
            isinstance(part, AddConstraint) and isinstance(part.constraint, ForeignKey)
            for part in rest
        )
        # With a default, a foreign key is refused; NOT NULL afterwards would be a second statement.
        return addition.column.fills_itself and not (refers and addition.column.default is not None)

    def can_add(self, addition: AddColumn, schema: Schema) -> bool:
        """Whether ADD COLUMN takes the column, and UPDATE may then fill it."""
        column = addition.column
        if column.identity is not None or addition.kept is not None:
            return False
        if column.computed is not None:
            return self.abilities.generated_columns and not column.computed.stored
        if column.default is not None and not is_constant(column.default):
            return False
        if needs_update(addition) and has_triggers(addition.table, schema):
            return False
        if column.nullable or column.default is not None:
            return True
        return self.abilities.alter_not_null and addition.fill is not None

    def can_drop(self, drop: DropColumn, schema: Schema) -> bool:
        """Whether nothing but the column itself would notice that it is gone."""
        name, table = drop.column.name, schema.table(drop.table)
        if not self.abilities.drop_column:
            return False
        constrained = (c for c in table.constraints if not isinstance(c, Check))
        return not (
            any(name in constraint.columns for constraint in constrained)
            or any(_reads(check.expression, name) for check in table.checks)
            or any(_index_reads(index, name) for index in table.indexes)
            or any(c.name != name and _column_reads(c, name) for c in table.columns)
            or any(dependents_of(schema, [table.name]).using(name))
        )

    def can_alter(self, operation: AlterColumn, schema: Schema) -> bool:
        """Whether only NOT NULL changes, or nothing that SQLite knows."""
        before, after = operation.before, operation.after
        if replace(before, comment=None) == replace(after, comment=None):
            return True
        if not self.abilities.alter_not_null or operation.using is not None:
            return False
        if replace(before, nullable=after.nullable, comment=after.comment) != after:
            return False
        table = schema.table(operation.table)
        if before.options or after.options or _is_key(before, table):
            return False
        return after.nullable or operation.fill is None or not has_triggers(table.name, schema)

    def can_constrain(
        self, operation: AddConstraint | DropConstraint | RenameConstraint, schema: Schema
    ) -> bool:
        """Whether it is a check whose name is nobody else's, and that has one if it is dropped."""
        table = schema.table(operation.table)
        if not self.abilities.alter_checks:
            return False
        match operation:
            case AddConstraint(constraint=Check(name=name)):
                return _count(name, table) == 0
            case DropConstraint(constraint=Check(name=name)):
                return _count(name, table) == 1
            case RenameConstraint(before=Check(name=old), after=Check(name=new)):
                return _count(old, table) == 1 and _count(new, table) == 0
            case _:
                return False


def needs_update(addition: AddColumn) -> bool:
    """Whether rows that are there get another value than the column's default."""
    return addition.fill is not None and addition.fill != (addition.column.default or "NULL")


def has_triggers(table: Name, schema: Schema) -> bool:
    """Whether an UPDATE of the table may set off something."""
    return any(trigger.table == table for trigger in schema.of_kind("trigger"))


def _count(name: str | None, table: Table) -> int:
    """Return how many constraints have this name; unnamed ones count for nothing."""
    names = [c.name.lower() for c in table.constraints if c.name is not None]
    return 0 if name is None else names.count(name.lower())


def _is_key(column: Column, table: Table) -> bool:
    return table.primary_key is not None and column.name in table.primary_key.columns


def _reads(expression: str, name: str) -> bool:
    return bool(columns_read(expression, columns_of((name,))))


def _column_reads(column: Column, name: str) -> bool:
    return column.computed is not None and _reads(column.computed.expression, name)


def _index_reads(index: Index, name: str) -> bool:
    texts = [part.expression for part in index.parts] + [index.where]
    return name in index.reads or any(_reads(text, name) for text in texts if text is not None)

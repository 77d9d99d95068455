"""Constraints of a table that is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from goofer_py.schema import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)


@dataclass(frozen=True, slots=True)
class AddConstraint:
    """Add a constraint to a table; `using_index` names the unique index that becomes it."""

    table: Name
    constraint: Constraint
    using_index: str | None = None

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the constraint."""
        return schema.map_table(self.table, self._added)

    def inverse(self) -> DropConstraint:
        """Drop it again."""
        return DropConstraint(self.table, self.constraint)

    def describe(self) -> str:
        """Say what happens."""
        return f"add {_words(self.constraint)} to table {self.table}"

    def _added(self, table: Table) -> Table:
        if self.using_index is not None:
            table = table.without_index(self.using_index)
        return table.with_constraint(self.constraint)


@dataclass(frozen=True, slots=True)
class DropConstraint:
    """Drop a constraint from a table; with `if_there`, one that may be gone by then.

    Its inverse makes an index of its own for it.
    """

    table: Name
    constraint: Constraint
    if_there: bool = False

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` without the constraint."""
        return schema.map_table(self.table, lambda t: t.without_constraint(self.constraint))

    def inverse(self) -> AddConstraint:
        """Add it again."""
        return AddConstraint(self.table, self.constraint)

    def describe(self) -> str:
        """Say what happens."""
        return f"drop {_words(self.constraint)} from table {self.table}"


@dataclass(frozen=True, slots=True)
class RenameConstraint:
    """Give a constraint another name; `before` and `after` differ in nothing else."""

    table: Name
    before: Constraint
    after: Constraint

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the new name."""
        return schema.map_table(
            self.table,
            lambda t: t.without_constraint(self.before).with_constraint(self.after),
        )

    def inverse(self) -> RenameConstraint:
        """Rename it back."""
        return RenameConstraint(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        return f"rename {_words(self.before)} of table {self.table} to {self.after.name}"


@dataclass(frozen=True, slots=True)
class AlterConstraint:
    """Change the comment of a constraint, or the comment or options of its index, and no more."""

    table: Name
    before: Constraint
    after: Constraint

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` with the constraint changed."""
        return schema.map_table(
            self.table,
            lambda t: t.without_constraint(self.before).with_constraint(self.after),
        )

    def inverse(self) -> AlterConstraint:
        """Change it back."""
        return AlterConstraint(self.table, self.after, self.before)

    def describe(self) -> str:
        """Say what happens."""
        what = " and ".join(self._changes())
        return f"change {what} of {_words(self.after)} of table {self.table}"

    def _changes(self) -> Iterator[str]:
        if self.before.comment != self.after.comment:
            yield "the comment"
        for field, what in (("index_comment", "the comment"), ("options", "the options")):
            if getattr(self.before, field, None) != getattr(self.after, field, None):
                yield f"{what} of the index"


def _words(constraint: Constraint) -> str:
    what, detail = _kind_and_detail(constraint)
    name = "" if constraint.name is None else f" {constraint.name}"
    return f"{what}{name} ({detail})"


def _kind_and_detail(constraint: Constraint) -> tuple[str, str]:
    match constraint:
        case PrimaryKey():
            return "primary key", ", ".join(constraint.columns)
        case Unique():
            return "unique constraint", ", ".join(constraint.columns)
        case ForeignKey():
            return "foreign key", f"{', '.join(constraint.columns)} to {constraint.target}"
        case Check():
            return "check", constraint.expression
        case Exclusion():
            return "exclusion constraint", constraint.elements

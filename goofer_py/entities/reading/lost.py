"""What entities can declare and a schema does not hold: said by name, never dropped silently."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from goofer_py.entities.reading.hint import is_managed, said_of_table
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Name, Unmanaged

_HELD = (
    sa.PrimaryKeyConstraint,
    sa.UniqueConstraint,
    sa.ForeignKeyConstraint,
    sa.CheckConstraint,
)


def kind_left_out(table: sa.Table, target: Target) -> str | None:
    """Return what `table` is when goofer leaves it alone as a whole, None when it is managed."""
    words = {prefix.upper() for prefix in getattr(table, "_prefixes", ())}
    if words & {"TEMPORARY", "TEMP"}:
        return "temporary table"
    if getattr(table, "is_view", False) or table.info.get("is_view"):
        return "view"
    if getattr(table, "_creator_ddl", None) is not None:
        return "table with a statement of its own"
    if not is_managed(table):
        return "table"
    if "partition_of" in said_of_table(table) and not target.has_inheritance:
        return "partition"
    return None


def lost_parts(table: sa.Table, target: Target) -> Iterator[Unmanaged]:
    """Yield what of a managed table is left to the person who declared it."""
    whole = target.table_name(table)
    for prefix in getattr(table, "_prefixes", ()):
        if prefix.upper() != "UNLOGGED" or not target.has_inheritance:
            yield Unmanaged(f"{prefix.upper()} of table", whole)
    yield from _lost_constraints(table, whole, target)
    for index in table.indexes:
        if not index.expressions:
            yield Unmanaged("index of no columns", whole.renamed(index.name or ""))


def _lost_constraints(table: sa.Table, whole: Name, target: Target) -> Iterator[Unmanaged]:
    for constraint in table.constraints:
        kind = _lost_kind(constraint, target)
        if kind is not None:
            name = f"{whole.name}.{constraint.name}" if constraint.name else whole.name
            yield Unmanaged(kind, whole.renamed(name))


def _lost_kind(constraint: sa.Constraint, target: Target) -> str | None:
    if isinstance(constraint, ExcludeConstraint) and target.has_exclusions:
        return None
    if not isinstance(constraint, _HELD):
        return constraint.__visit_name__.replace("_", " ")
    is_check = isinstance(constraint, sa.CheckConstraint)
    conflicting = is_check and target.option(constraint, "on_conflict")
    return "ON CONFLICT of check" if conflicting else None

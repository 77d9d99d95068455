"""Primary keys, unique constraints, foreign keys and checks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from goofer_py.entities.reading.reference import References
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Check, ForeignKey, PrimaryKey, Unique


def read_primary_key(table: sa.Table, target: Target) -> PrimaryKey | None:
    """Return the primary key of `table`, None when it has none."""
    key = table.primary_key
    columns = key.columns_autoinc_first if key._implicit_generated else list(key.columns)
    if not columns:
        return None
    name = target.constraint_name(key) if target.renders(key) else None
    deferrable, deferred = _deferrable(key)
    return PrimaryKey(
        columns=_names(columns, target),
        name=name,
        deferrable=deferrable,
        initially_deferred=deferred,
        include=target.included(key, table),
        conflict=_conflict(key, columns, "on_conflict_primary_key", target),
        auto_named=name is None,
    )


def read_unique(constraint: sa.UniqueConstraint, target: Target) -> Unique:
    """Return a unique constraint."""
    name = target.constraint_name(constraint)
    columns = list(constraint.columns)
    deferrable, deferred = _deferrable(constraint)
    return Unique(
        columns=_names(columns, target),
        name=name,
        deferrable=deferrable,
        initially_deferred=deferred,
        nulls_not_distinct=bool(target.option(constraint, "nulls_not_distinct", False)),
        include=target.included(constraint, constraint.table),
        conflict=_conflict(constraint, columns, "on_conflict_unique", target),
        auto_named=name is None,
    )


def read_foreign_key(
    constraint: sa.ForeignKeyConstraint, target: Target, references: References
) -> ForeignKey:
    """Return a foreign key; an EntityError when what it points to is not registered."""
    remote = [references.column(element) for element in constraint.elements]
    name = target.constraint_name(constraint)
    deferrable, deferred = _deferrable(constraint)
    return ForeignKey(
        columns=_names([element.parent for element in constraint.elements], target),
        target=target.table_name(remote[0].table),
        target_columns=_names(remote, target),
        name=name,
        on_delete=_action(constraint.ondelete),
        on_update=_action(constraint.onupdate),
        match=_match(constraint.match),
        deferrable=deferrable,
        initially_deferred=deferred,
        validated=not target.option(constraint, "not_valid", False),
        auto_named=name is None,
    )


def read_check(constraint: sa.CheckConstraint, table: sa.Table, target: Target) -> Check:
    """Return a check."""
    name = target.constraint_name(constraint)
    expression = target.sql(target.clause(constraint.sqltext))
    return Check(
        expression=expression,
        name=name,
        validated=not target.option(constraint, "not_valid", False),
        columns=target.reads([expression], table),
        auto_named=name is None,
    )


def _names(columns: list[sa.Column[Any]], target: Target) -> tuple[str, ...]:
    return tuple(target.identifier(column.name) for column in columns)


def _deferrable(constraint: sa.Constraint) -> tuple[bool, bool]:
    deferred = (constraint.initially or "").upper() == "DEFERRED"
    # INITIALLY DEFERRED alone means DEFERRABLE too.
    return bool(constraint.deferrable) or deferred, deferred


def _conflict(
    constraint: sa.Constraint, columns: list[sa.Column[Any]], key: str, target: Target
) -> str | None:
    said = target.option(constraint, "on_conflict")
    if said is None and len(columns) == 1:
        said = target.option(columns[0], key)
    return None if said is None else str(said).upper()


def _action(action: str | None) -> str | None:
    """Return a referential action in upper case, the columns it may list as they are."""
    word, bracket, rest = (action or "").partition("(")
    upper = " ".join(word.upper().split())
    if upper in ("", "NO ACTION"):
        return None
    return f"{upper} ({rest}" if bracket else upper


def _match(match: str | None) -> str | None:
    upper = (match or "").upper()
    return None if upper in ("", "SIMPLE") else upper

"""Primary keys, unique constraints, foreign keys and checks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint

from goofer_py.entities.reading.descent import said_options
from goofer_py.entities.reading.reference import References
from goofer_py.entities.reading.said import said_by
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Check, Exclusion, ForeignKey, IndexPart, PrimaryKey, Unique


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
        without_overlaps=bool(said_of(key, "without_overlaps", target)),
        comment=_comment(key, target),
        parts=_parts(key, columns, target),
        method=target.option(key, "using"),
        options=tuple(said_options(key, target)),
        index_comment=_index_comment(key, target),
    )


def _parts(
    key: sa.PrimaryKeyConstraint, columns: list[sa.Column[Any]], target: Target
) -> tuple[IndexPart, ...]:
    """Return what is said of prefixes and orders, where the server has such."""
    said = said_by(key)
    lengths, descending = said.get("lengths", {}), said.get("descending", ())
    if not target.capabilities.key_parts or not (lengths or descending):
        return ()
    return tuple(
        IndexPart(
            target.identifier(column.name),
            descending=column.name in descending,
            length=lengths.get(column.name),
        )
        for column in columns
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
        without_overlaps=bool(said_of(constraint, "without_overlaps", target)),
        comment=_comment(constraint, target),
        options=tuple(said_options(constraint, target)),
        index_comment=_index_comment(constraint, target),
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
        enforced=said_of(constraint, "enforced", target) is not False,
        auto_named=name is None,
        period=bool(said_of(constraint, "period", target)),
        comment=_comment(constraint, target),
    )


def read_check(constraint: sa.CheckConstraint, table: sa.Table, target: Target) -> Check:
    """Return a check."""
    name = target.constraint_name(constraint)
    expression = target.sql(target.clause(constraint.sqltext))
    return Check(
        expression=expression,
        name=name,
        validated=not target.option(constraint, "not_valid", False),
        enforced=said_of(constraint, "enforced", target) is not False,
        no_inherit=bool(said_of(constraint, "no_inherit", target)),
        columns=target.reads([expression], table),
        auto_named=name is None,
        comment=_comment(constraint, target),
    )


def read_exclusion(constraint: ExcludeConstraint, table: sa.Table, target: Target) -> Exclusion:
    """Return an exclusion constraint."""
    name = target.constraint_name(constraint)
    deferrable, deferred = _deferrable(constraint)
    elements = ", ".join(_elements(constraint, target))
    where = constraint.where
    condition = None if where is None else target.sql(target.clause(where))
    return Exclusion(
        elements=elements,
        name=name,
        method=constraint.using.lower(),
        where=condition,
        deferrable=deferrable,
        initially_deferred=deferred,
        columns=target.reads([elements, condition or ""], table),
        auto_named=name is None,
        comment=_comment(constraint, target),
        options=tuple(said_options(constraint, target)),
        index_comment=_index_comment(constraint, target),
    )


def _elements(constraint: ExcludeConstraint, target: Target) -> Iterator[str]:
    """Yield each element of an exclusion constraint as SQLAlchemy writes it."""
    rendered: Any = constraint._render_exprs
    for expression, _, operator in rendered:
        operators = constraint.ops.get(getattr(expression, "key", None) or "")
        words = (target.sql(expression), operators, "WITH", operator)
        yield " ".join(word for word in words if word)


def said_of(item: sa.Constraint, key: str, target: Target) -> Any:
    """Return what `info={"goofer": {...}}` of a constraint says of `key`; None where nothing.

    Only a server that can have it is asked for it: elsewhere it says nothing.
    """
    return said_by(item).get(key) if target.capabilities.alter_constraints else None


def _comment(constraint: sa.Constraint, target: Target) -> str | None:
    return (constraint.comment or None) if target.capabilities.comments else None


def _index_comment(constraint: sa.Constraint, target: Target) -> str | None:
    said = said_of(constraint, "index_comment", target)
    return str(said) if said and target.has_inheritance else None


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

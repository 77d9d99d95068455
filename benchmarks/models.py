"""The models of an application of any size, as SQLAlchemy's MetaData."""

from __future__ import annotations

import sqlalchemy as sa

_KINDS = ("account", "customer", "invoice", "order", "parcel", "payment", "product", "ticket")
_STATES = ("new", "active", "paused", "closed")
_PRIORITIES = ("low", "normal", "high", "urgent")
_ENUMS = 8
_NOW = sa.text("CURRENT_TIMESTAMP")
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def models(count: int, *, changed: bool = False) -> sa.MetaData:
    """Return `count` tables of ten columns, with keys, indexes, checks, defaults and enums.

    If `changed`, the table in the middle has one column more.
    """
    metadata = sa.MetaData(naming_convention=_NAMES)
    names = [f"{_KINDS[number % len(_KINDS)]}_{number:04}" for number in range(count)]
    enums = [_enum(number, metadata) for number in range(_ENUMS)]
    for number, name in enumerate(names):
        _table(name, number, names[:number], enums[number % _ENUMS], metadata)
    if changed:
        metadata.tables[names[count // 2]].append_column(sa.Column("added", sa.Integer))
    return metadata


def _enum(number: int, metadata: sa.MetaData) -> sa.Enum:
    values = _STATES if number % 2 else _PRIORITIES
    return sa.Enum(*values, name=f"state_{number}", metadata=metadata)


def _table(
    name: str, number: int, before: list[str], state: sa.Enum, metadata: sa.MetaData
) -> None:
    table = sa.Table(
        name,
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False, unique=True),
        sa.Column("title", sa.String(200), nullable=False, index=True),
        sa.Column("note", sa.Text),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False, server_default=sa.text("0")),
        sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("state", state, nullable=False, server_default=state.enums[0]),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=_NOW),
        _reference("owner_id", before, number // 2),
        _reference("parent_id", before, number // 3),
    )
    sa.Index(None, table.c.owner_id, table.c.created_at)
    if number % 3 == 0:
        table.append_constraint(sa.CheckConstraint("amount >= 0", name="amount"))
    if number % 5 == 0:
        table.append_constraint(sa.CheckConstraint("length(code) > 2", name="code"))
    if number % 4 == 0:
        sa.Index(f"ix_{name}_open", table.c.title, postgresql_where=sa.text("active"))


def _reference(name: str, before: list[str], number: int) -> sa.Column[int]:
    """Return a column that refers to an earlier table; of the first tables, one that does not."""
    if not before:
        return sa.Column(name, sa.Integer)
    return sa.Column(name, sa.ForeignKey(f"{before[number % len(before)]}.id", ondelete="CASCADE"))

"""A column with every text spelled one way."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from goofer_py.dialects.postgresql.defaults import canonical_default
from goofer_py.dialects.postgresql.identity import without_defaults
from goofer_py.dialects.postgresql.options import canonical_options
from goofer_py.dialects.postgresql.quoting import shortened
from goofer_py.dialects.postgresql.spelling import Signature, spelled
from goofer_py.dialects.postgresql.types import canonical_type, serial_type
from goofer_py.schema import Column, Identity, Name, Type
from goofer_py.schema.spelled import Spelled


def canonical_column(column: Column, is_key: bool) -> Column:
    """Return the column as the server would describe it, but for what is computed.

    `is_key` says that it is part of the primary key.
    """
    by = column.identity
    # What equals another column, and yet is not the same.
    if isinstance(column.default, Spelled) or (by is not None and by.sequence is not None):
        return _canonical_column.__wrapped__(column, is_key)
    return _canonical_column(column, is_key)


@lru_cache(maxsize=4096)  # many tables have the same columns, such as when a row was made
def _canonical_column(column: Column, is_key: bool) -> Column:
    column = _without_serial_type(column)
    text, enum = _canonical_type(column.type)
    identity = column.identity and without_defaults(column.identity, text)
    default = column.default
    if default is not None:
        default = canonical_default(default, text, enum is not None)
    changed = Column(
        shortened(column.name),
        column.type if (text, enum) == (column.type.text, column.type.enum) else Type(text, enum),
        column.nullable and not is_key and not _is_required(identity),
        None if identity or column.computed else default,
        identity,
        column.computed,
        None if column.collation == "default" else column.collation,
        column.comment or None,
        column.options and canonical_options(column.options),
    )
    return column if changed == column else changed


def with_spelled_computed(columns: tuple[Column, ...], names: Signature) -> tuple[Column, ...]:
    """Return the columns with what is computed as the server would spell it."""
    if all(column.computed is None for column in columns):
        return columns
    return tuple(_with_spelled_computed(column, names) for column in columns)


def short_name(name: Name) -> Name:
    """Return the name as the server would keep it."""
    short = shortened(name.name)
    return name if short is name.name else Name(short, name.schema)


def _canonical_type(type_: Type) -> tuple[str, Name | None]:
    if type_.enum is None:
        return canonical_type(type_.text), None
    return "[]" if type_.text.strip() else "", short_name(type_.enum)


def _without_serial_type(column: Column) -> Column:
    """Read serial, which is no type, as the type it stands for and who numbers the rows."""
    whole = None if column.type.enum else serial_type(column.type.text)
    if whole is None:
        return column
    identity = column.identity or Identity("serial")
    return replace(column, type=Type(whole), identity=identity, nullable=False)


def _is_required(identity: Identity | None) -> bool:
    """Whether who numbers the rows lets none be without: what is serial can be altered to."""
    return identity is not None and identity.kind != "serial"


def _with_spelled_computed(column: Column, names: Signature) -> Column:
    if column.computed is None:
        return column
    expression = spelled(column.computed.expression, names)
    return replace(column, computed=replace(column.computed, expression=expression))

"""Dataclasses and pydantic models as SQLAlchemy tables."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeEngine

from goofer_py.entities.annotations import Field
from goofer_py.entities.declaration import Declaration, declarations, is_model
from goofer_py.entities.decorator import EntityOptions
from goofer_py.entities.keys import Keys, field_names, full_name, table_name
from goofer_py.entities.origin import qualified_name
from goofer_py.entities.types import column_type
from goofer_py.errors import EntityError

_SCALARS = (
    str,
    bytes,
    int,
    float,
    decimal.Decimal,
    dt.date,
    dt.time,
    dt.timedelta,
    uuid.UUID,
    enum.Enum,
)


def build_tables(
    entities: Mapping[type, EntityOptions], metadata: sa.MetaData
) -> dict[sa.Table, type]:
    """Build the table of each entity into `metadata`; an EntityError says what cannot be one."""
    _refuse_shared_tables(entities)
    fields = {entity: _fields(entity, options) for entity, options in entities.items()}
    keys = Keys(entities, fields, metadata)
    built: dict[sa.Table, type] = {}
    for entity, options in entities.items():
        try:
            built[_table(entity, options, fields[entity], keys, metadata)] = entity
        except (SQLAlchemyError, TypeError) as error:
            raise EntityError(f"{qualified_name(entity)}: {error}") from error
    return built


def _refuse_shared_tables(entities: Mapping[type, EntityOptions]) -> None:
    seen: dict[str, type] = {}
    for entity, options in entities.items():
        name = full_name(entity, options)
        if (first := seen.setdefault(name, entity)) is not entity:
            raise EntityError(
                f"{qualified_name(first)} and {qualified_name(entity)} are both the table {name}.",
                hint='give one of them another one: @entity(table="...")',
            )


def _fields(entity: type, options: EntityOptions) -> tuple[Declaration, ...]:
    """Return the fields that are columns, with the primary key marked."""
    if not is_model(entity):
        raise EntityError(
            f"{qualified_name(entity)} is neither a dataclass nor a pydantic model.",
            hint="put @entity above @dataclass",
        )
    fields = tuple(declarations(entity))
    if options.primary_key is not None:
        names = field_names(options.primary_key, fields, qualified_name(entity))
        return tuple(
            replace(field, said=Field(primary_key=field.name in names).over(field.said))
            for field in fields
        )
    if not any(field.said.primary_key for field in fields):
        raise EntityError(
            f"{qualified_name(entity)} has no primary key.",
            hint="mark a field with Annotated[..., Field(primary_key=True)], "
            "or say @entity(primary_key=()) for a table without one",
        )
    return fields


def _table(
    entity: type,
    options: EntityOptions,
    fields: tuple[Declaration, ...],
    keys: Keys,
    metadata: sa.MetaData,
) -> sa.Table:
    columns = {field.name: _column(field, keys) for field in fields}
    return sa.Table(
        table_name(entity, options),
        metadata,
        *columns.values(),
        *keys.of_fields(fields, columns),
        *keys.of_entity(entity, columns),
        schema=options.schema,
        comment=options.comment,
        info={"goofer": dict(_table_hints(options))},
        **options.options,
    )


def _table_hints(options: EntityOptions) -> Iterator[tuple[str, Any]]:
    if not options.manage:
        yield "manage", False
    if options.renamed_from is not None:
        yield "renamed_from", options.renamed_from


def _column(field: Declaration, keys: Keys) -> sa.Column[Any]:
    said = field.said
    type_ = column_type(field)
    hints = {
        "renamed_from": said.renamed_from,
        "fill": said.fill,
        "using": said.using,
        "back": said.back,
        "manage": said.manage,
    }
    return sa.Column(
        said.name or field.name,
        type_,
        *keys.of_column(field),
        primary_key=bool(said.primary_key),
        nullable=_nullable(field),
        unique=said.unique is True,
        index=said.index is True,
        autoincrement="auto" if said.autoincrement is None else said.autoincrement,
        default=_application_default(field),
        server_default=_server_default(said.default, type_),
        comment=said.comment,
        info={"goofer": {key: value for key, value in hints.items() if value is not None}},
    )


def _nullable(field: Declaration) -> bool:
    if field.said.nullable is not None:
        return field.said.nullable
    return field.nullable and not field.said.primary_key


def _server_default(value: Any, type_: TypeEngine[Any]) -> Any:
    """Return plain values as literals of the type; text and SQL expressions as they are."""
    if value is None or isinstance(value, str | sa.ClauseElement):
        return value
    if isinstance(type_, sa.JSON):
        return json.dumps(value)
    return sa.literal(value, type_)


def _application_default(field: Declaration) -> Any:
    """Return the field's own default, as far as it is one value and not of the key."""
    value = field.default[0] if field.default else None
    plain = isinstance(value, _SCALARS) and not field.said.primary_key
    return value if plain else None

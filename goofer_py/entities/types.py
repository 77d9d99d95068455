"""Python types as column types. A type that is not here is an error, never a guess."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import ipaddress
import pathlib
import typing
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from goofer_py.entities.annotations import Field
from goofer_py.entities.declaration import Declaration, is_model
from goofer_py.errors import UnmappedType

Made = Callable[[Field], TypeEngine[Any]]


def column_type(declaration: Declaration) -> TypeEngine[Any]:
    """Return the type of a field's column; UnmappedType where there is none.

    A datetime keeps its time zone unless it says otherwise, text without a length is unlimited,
    and dicts and lists are JSON. An enum holds the names of its members, as for SQLAlchemy,
    SQLModel and psycopg; an enum of integers is an integer.
    """
    said = declaration.said
    if said.type is not None:
        return sa.types.to_instance(said.type)
    if declaration.json:
        return sa.JSON()
    core = declaration.core
    if typing.get_origin(core) is Literal:
        return _literal(declaration)
    if isinstance(core, type) and issubclass(core, enum.Enum):
        return _enum(core, declaration)
    base = typing.get_origin(core) or core
    if not isinstance(base, type):
        raise _unmapped(declaration)
    _refuse_models(declaration)
    made = _lookup(base)
    if made is None:
        raise _unmapped(declaration)
    return made(said)


def allowed_values(declaration: Declaration) -> tuple[int, ...]:
    """Return the numbers that an integer-valued Literal or IntEnum is limited to."""
    core = declaration.core
    if declaration.said.type is not None:
        return ()
    if typing.get_origin(core) is Literal:
        return tuple(value for value in _literals(declaration) if isinstance(value, int))
    if isinstance(core, type) and issubclass(core, enum.IntEnum):
        return tuple(member.value for member in core)
    return ()


def _lookup(base: type) -> Made | None:
    """Return the maker for `base` or the nearest of its parents."""
    for parent in base.__mro__:
        made = _TYPES.get(parent) or _BY_NAME.get(f"{parent.__module__}.{parent.__qualname__}")
        if made is not None:
            return made
    return None


def _text(said: Field) -> TypeEngine[Any]:
    if said.length is None:
        return sa.Text(collation=said.collation)
    return sa.String(said.length, collation=said.collation)


def _numeric(said: Field) -> TypeEngine[Any]:
    return sa.Numeric(said.precision, said.scale)


def _aware(said: Field) -> TypeEngine[Any]:
    return sa.DateTime(timezone=said.timezone is not False)


def _naive(said: Field) -> TypeEngine[Any]:
    return sa.DateTime(timezone=bool(said.timezone))


def _time(said: Field) -> TypeEngine[Any]:
    return sa.Time(timezone=bool(said.timezone))


def _always(type_: type[TypeEngine[Any]]) -> Made:
    return lambda _: type_()


def _or_text(length: int, native: type[TypeEngine[Any]]) -> Made:
    return lambda _: sa.String(length).with_variant(native(), postgresql.dialect.name)


_INET = _or_text(43, postgresql.INET)
_CIDR = _or_text(43, postgresql.CIDR)

_TYPES: Mapping[type, Made] = {
    bool: _always(sa.Boolean),
    int: _always(sa.Integer),
    float: _always(sa.Double),
    str: _text,
    bytes: _always(sa.LargeBinary),
    bytearray: _always(sa.LargeBinary),
    memoryview: _always(sa.LargeBinary),
    decimal.Decimal: _numeric,
    dt.datetime: _aware,
    dt.date: _always(sa.Date),
    dt.time: _time,
    dt.timedelta: _always(sa.Interval),
    uuid.UUID: _always(sa.Uuid),
    pathlib.PurePath: _text,
    ipaddress.IPv4Address: _INET,
    ipaddress.IPv6Address: _INET,
    ipaddress.IPv4Interface: _INET,
    ipaddress.IPv6Interface: _INET,
    ipaddress.IPv4Network: _CIDR,
    ipaddress.IPv6Network: _CIDR,
    dict: _always(sa.JSON),
    list: _always(sa.JSON),
    tuple: _always(sa.JSON),
    set: _always(sa.JSON),
    frozenset: _always(sa.JSON),
    Mapping: _always(sa.JSON),
    Sequence: _always(sa.JSON),
    Set: _always(sa.JSON),
}

# Types that only exist where their package is installed, which is not worth importing it for.
_BY_NAME: Mapping[str, Made] = {
    "pydantic.types.SecretStr": _text,
    "pydantic.types.SecretBytes": _always(sa.LargeBinary),
    "pydantic.types.ByteSize": _always(sa.BigInteger),
    "pydantic.types.Json": _always(sa.JSON),
    "pydantic.types.AwareDatetime": _aware,
    "pydantic.types.NaiveDatetime": _naive,
    "pydantic.types.PastDatetime": _aware,
    "pydantic.types.FutureDatetime": _aware,
    "pydantic.types.PastDate": _always(sa.Date),
    "pydantic.types.FutureDate": _always(sa.Date),
    "pydantic.networks.EmailStr": _text,
    "pydantic.networks.NameEmail": _text,
    "pydantic.networks.IPvAnyAddress": _INET,
    "pydantic.networks.IPvAnyInterface": _INET,
    "pydantic.networks.IPvAnyNetwork": _CIDR,
    "pydantic.networks._BaseUrl": _text,
    "pydantic.networks._BaseMultiHostUrl": _text,
    "pydantic_core._pydantic_core.Url": _text,
    "pydantic_core._pydantic_core.MultiHostUrl": _text,
}


def _enum(members: type[enum.Enum], declaration: Declaration) -> TypeEngine[Any]:
    if issubclass(members, int):
        return sa.Integer()
    if issubclass(members, enum.Flag) or not len(members):
        raise _unmapped(declaration)
    return sa.Enum(members, create_constraint=True)


def _literal(declaration: Declaration) -> TypeEngine[Any]:
    values = _literals(declaration)
    if all(isinstance(value, str) for value in values):
        return sa.Enum(*values, native_enum=False, create_constraint=True)
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return sa.Integer()
    raise _unmapped(declaration)


def _literals(declaration: Declaration) -> tuple[Any, ...]:
    return typing.get_args(declaration.core)


def _refuse_models(declaration: Declaration) -> None:
    """Refuse a field that holds another model: whether to nest or to refer is not ours to say."""
    for part in _parts(declaration.core):
        if is_model(part):
            hint = (
                "give it a table of its own and a foreign key to it, "
                "or say Field(type=JSON) to keep it inside"
            )
            raise UnmappedType(declaration.entity, declaration.name, _name(declaration), hint=hint)


def _parts(annotation: Any) -> Iterator[Any]:
    yield typing.get_origin(annotation) or annotation
    for argument in typing.get_args(annotation):
        yield from _parts(argument)


def _unmapped(declaration: Declaration) -> UnmappedType:
    hint = "say Field(type=...) with a SQLAlchemy type, or Field(ignore=True) to leave it out"
    return UnmappedType(declaration.entity, declaration.name, _name(declaration), hint=hint)


def _name(declaration: Declaration) -> str:
    core = declaration.core
    if isinstance(core, type) and typing.get_origin(core) is None:
        return (
            core.__qualname__
            if core.__module__ == "builtins"
            else (f"{core.__module__}.{core.__qualname__}")
        )
    return str(core)

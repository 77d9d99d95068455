"""A schema as a JSON document and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from goofer_py.schema.name import Name
from goofer_py.schema.schema import Schema
from goofer_py.schema.spelled import as_written

FORMAT = 1
"""What a document says it is; a later format that means something else has another number."""


def to_document(schema: Schema) -> dict[str, Any]:
    """Return `schema` as what `json.dumps` takes.

    Whatever has its default is left out, and a name in the default schema is a plain text.
    """
    return {"format": FORMAT, **_written(schema)}


def written(part: object) -> Any:
    """Return a part of a schema, such as a column, as it stands in a document."""
    return _written(part)


def from_document(document: Mapping[str, Any]) -> Schema:
    """Return the schema of a document; raises ValueError for one that is none, saying where."""
    found = document.get("format")
    if found != FORMAT:
        raise ValueError(f"only format {FORMAT} is known, and the document has {found!r}")
    rest = {key: value for key, value in document.items() if key != "format"}
    schema: Schema = _object(Schema, rest, "schema")
    return schema


def _written(value: Any) -> Any:
    if isinstance(value, Name) and value.schema is None:
        return value.name
    if is_dataclass(value):
        values = ((field, getattr(value, field.name)) for field in fields(value))
        return {f.name: _written(v) for f, v in values if f.default is MISSING or v != f.default}
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    return as_written(value)


def _object(kind: Any, value: Any, place: str) -> Any:
    if kind is Name and isinstance(value, str):
        return Name(value)
    if not isinstance(value, Mapping):
        raise ValueError(f"{place}: expected an object, not {value!r}")
    required, types = _fields(kind)
    if unknown := value.keys() - types.keys():
        raise ValueError(f"{place}: {kind.__name__} has no {min(unknown)}")
    if missing := required - value.keys():
        raise ValueError(f"{place}: {kind.__name__} needs {min(missing)}")
    return kind(**{key: _read(types[key], item, f"{place}.{key}") for key, item in value.items()})


@cache
def _fields(kind: Any) -> tuple[frozenset[str], dict[str, Any]]:
    required = (field.name for field in fields(kind) if field.default is MISSING)
    return frozenset(required), get_type_hints(kind)


def _read(kind: Any, value: Any, place: str) -> Any:
    if isinstance(kind, UnionType):
        inner = next(option for option in get_args(kind) if option is not NoneType)
        return None if value is None else _read(inner, value, place)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), value, place)
    if is_dataclass(kind):
        return _object(kind, value, place)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{place}: expected {kind.__name__}, not {value!r}")
    return value


def _tuple(kinds: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{place}: expected a list, not {value!r}")
    if kinds[-1] is ...:
        return tuple(_read(kinds[0], item, f"{place}[{i}]") for i, item in enumerate(value))
    if len(value) != len(kinds):
        raise ValueError(f"{place}: expected {len(kinds)} items, not {len(value)}")
    pairs = enumerate(zip(kinds, value, strict=True))
    return tuple(_read(kind, item, f"{place}[{i}]") for i, (kind, item) in pairs)

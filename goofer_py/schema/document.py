"""Schemas as JSON documents and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from goofer_py.schema.schema import Schema

FORMAT = 1
"""What a document says it is; a later format that means something else has another number."""

_T = TypeVar("_T")


def to_document(schema: Schema) -> dict[str, Any]:
    """Return `schema` as what `json.dumps` takes; whatever has its default is left out."""
    return {"format": FORMAT, **_written(schema)}


def from_document(document: Mapping[str, Any]) -> Schema:
    """Return the schema of a document; raises ValueError for one that is none, saying where."""
    found = document.get("format")
    if found != FORMAT:
        raise ValueError(f"the document has format {found!r}, and only {FORMAT} is known")
    rest = {key: value for key, value in document.items() if key != "format"}
    return _object(Schema, rest, "schema")


def _written(value: Any) -> Any:
    if is_dataclass(value):
        values = ((field, getattr(value, field.name)) for field in fields(value))
        return {f.name: _written(v) for f, v in values if f.default is MISSING or v != f.default}
    if isinstance(value, tuple):
        return [_written(item) for item in value]
    return value


def _object(kind: type[_T], value: Any, place: str) -> _T:
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} must be an object, not {value!r}")
    known = _fields(kind)
    if unknown := value.keys() - known.keys():
        raise ValueError(f"{place} has an unknown {min(unknown)!r}")
    for name, (field, _) in known.items():
        if field.default is MISSING and name not in value:
            raise ValueError(f"{place} has no {name!r}")
    read = {key: _read(known[key][1], item, f"{place}.{key}") for key, item in value.items()}
    return kind(**read)


@cache
def _fields(kind: type) -> dict[str, tuple[Field[Any], Any]]:
    hints = get_type_hints(kind)
    return {field.name: (field, hints[field.name]) for field in fields(kind)}


def _read(kind: Any, value: Any, place: str) -> Any:
    if isinstance(kind, UnionType):
        inner = next(option for option in get_args(kind) if option is not NoneType)
        return None if value is None else _read(inner, value, place)
    if get_origin(kind) is tuple:
        return _tuple(get_args(kind), value, place)
    if is_dataclass(kind):
        return _object(kind, value, place)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{place} must be {kind.__name__}, not {value!r}")
    return value


def _tuple(kinds: tuple[Any, ...], value: Any, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{place} must be a list, not {value!r}")
    if kinds[-1] is ...:
        return tuple(_read(kinds[0], item, f"{place}[{i}]") for i, item in enumerate(value))
    if len(value) != len(kinds):
        raise ValueError(f"{place} must have {len(kinds)} items, not {len(value)}")
    pairs = enumerate(zip(kinds, value, strict=True))
    return tuple(_read(kind, item, f"{place}[{i}]") for i, (kind, item) in pairs)

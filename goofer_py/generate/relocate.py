"""Schemas and operations moved to other namespaces, as a scratch needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from goofer_py.generate.places import PLACE, places_of_new
from goofer_py.schema import Name, SchemaObject
from goofer_py.schema.expression import ANY, move_names

_HOLDERS = frozenset(("object", "objects", "before", "after"))
"""The fields of schemas and operations that hold objects."""
_V = TypeVar("_V")
_TEXTS = frozenset(("back", "default", "definition", "elements", "expression", "fill")) | {
    *("signature", "text", "using", "where")
}


def relocated(value: _V, places: Mapping[str, str], *besides: object) -> _V:
    """Return `value` (a schema, an operation, a tuple of them) with every Name in its new place.

    `places` maps schemas to schemas. Expressions follow where they name something that `value`,
    or a schema in `besides`, says is there; what else they name is not part of the move.
    """
    if not places:
        return value
    default = getattr(places, "default", None) or ""
    known = {(name.schema or default, name.name) for name in _names((value, *besides))}
    moved = {key: places[key[0]] for key in known if key[0] in places}
    new = places_of_new(_objects((value, *besides)), places)
    moved |= {(name, ANY): places[name] for name in new}
    relocated_value: _V = _relocated(value, places, moved)
    return relocated_value


def _relocated(value: Any, places: Mapping[str, str], moved: Mapping[tuple[str, str], str]) -> Any:
    if isinstance(value, Name):
        return replace(value, schema=places.get(value.schema or "", value.schema))
    if isinstance(value, tuple):
        return tuple(_relocated(item, places, moved) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for field in fields(value):
        item = getattr(value, field.name)
        is_text = isinstance(item, str) and field.name in _TEXTS
        if field.name == "details":
            item = tuple(
                (key, places.get(text, text) if key == PLACE else move_names(text, moved))
                for key, text in item
            )
        changes[field.name] = (
            move_names(item, moved) if is_text else _relocated(item, places, moved)
        )
    return replace(value, **changes)


def _objects(value: object) -> Iterator[SchemaObject]:
    if isinstance(value, SchemaObject):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _objects(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name in _HOLDERS:
                yield from _objects(getattr(value, field.name))


def _names(value: object) -> Iterator[Name]:
    if isinstance(value, Name):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _names(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _names(getattr(value, field.name))

"""Schemas and operations moved to other namespaces, as a scratch needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from goofer_py.schema import Name

_V = TypeVar("_V")


def relocated(value: _V, places: Mapping[str, str]) -> _V:
    """Return `value` (a schema, an operation, a tuple of them) with every Name in its new place.

    `places` maps schemas to schemas. Texts of expressions stay as they are.
    """
    moved: _V = value if not places else _relocated(value, places)
    return moved


def _relocated(value: Any, places: Mapping[str, str]) -> Any:
    if isinstance(value, Name):
        return replace(value, schema=places.get(value.schema or "", value.schema))
    if isinstance(value, tuple):
        return tuple(_relocated(item, places) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _relocated(getattr(value, f.name), places) for f in fields(value)}
        return replace(value, **changes)
    return value

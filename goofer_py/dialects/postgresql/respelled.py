"""A value with some of its fields spelled anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_T = TypeVar("_T", bound="DataclassInstance")


def respelled(thing: _T, **fields: Any) -> _T:
    """Return `thing` with these fields: itself when it has them, as nearly everything does."""
    for name, value in fields.items():
        if getattr(thing, name) != value:
            return replace(thing, **fields)
    return thing

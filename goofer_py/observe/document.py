"""Events as plain values, for JSON."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from goofer_py.events import Event


def document(event: Event) -> dict[str, Any]:
    """Return the name of an event's kind as `event`, and its fields; times in ISO 8601."""
    return {"event": type(event).__name__, **_fields(event)}


def _fields(value: Any) -> dict[str, Any]:
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _fields(value) if is_dataclass(value) else value

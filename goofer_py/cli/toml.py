"""Values as TOML, which the standard library only reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def written(values: Mapping[str, Any]) -> str:
    """Return `values` as TOML: tables in tables come last."""
    return "".join(_toml(values, ()))


def _toml(values: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[str]:
    tables = {key: value for key, value in values.items() if isinstance(value, Mapping)}
    if place:
        yield f"\n[{'.'.join(map(_text, place))}]\n"
    for key, value in values.items():
        if key not in tables:
            yield f"{_text(key)} = {_value(value)}\n"
    for key, value in tables.items():
        yield from _toml(value, (*place, key))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")

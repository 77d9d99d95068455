"""The expressions inside an operation: which values they use, and the same with others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from goofer_py.dialects.postgresql.quoting import literal
from goofer_py.operations import (
    DropColumn,
    DropConstraint,
    DropEnum,
    DropIndex,
    DropTable,
    Operation,
)
from goofer_py.schema import SchemaObject

_V = TypeVar("_V")

_TEXTS = frozenset(("default", "expression", "where", "fill", "using"))
_PAST = frozenset(("before", "back"))
_CHECKED = frozenset(("view", "materialized view", "domain", "policy", "rule", "trigger", "index"))
"""Kinds of objects whose texts the server reads when they are made."""
_DROPS = (DropColumn, DropConstraint, DropEnum, DropIndex, DropTable)
_STRING = re.compile(r"'((?:[^']|'')*)'")
_ARRAY_ITEM = re.compile(r'"((?:[^"\\]|\\.)*)"|[^{},"\s][^{},"]*')


def uses_value(operation: Operation, values: frozenset[str]) -> bool:
    """Whether a text that the operation brings in holds one of `values` as a string."""
    if isinstance(operation, _DROPS):
        return False
    return any(values & strings(text) for text in _texts(operation))


def strings(text: str) -> frozenset[str]:
    """Return every string in `text`, and every item of those that are written as arrays."""
    found = {string.replace("''", "'") for string in _STRING.findall(text)}
    arrays = [string for string in found if string.startswith("{")]
    found.update(m[1] or m[0] for array in arrays for m in _ARRAY_ITEM.finditer(array[1:-1]))
    return frozenset(found)


def with_strings(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each string that is a key of `values` replaced by its value."""

    def replaced(found: re.Match[str]) -> str:
        value = values.get(found[1].replace("''", "'"))
        return found[0] if value is None else literal(value)

    return _STRING.sub(replaced, text)


def with_strings_inside(value: _V, values: Mapping[str, str]) -> _V:
    """Return an operation or any part of one with the strings in its expressions replaced."""
    changed: _V = _with_strings_inside(value, values)
    return changed


def _with_strings_inside(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_with_strings_inside(item, values) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {}
    for field in fields(value):
        item = getattr(value, field.name)
        is_text = isinstance(item, str) and field.name in _TEXTS
        changes[field.name] = (
            with_strings(item, values) if is_text else _with_strings_inside(item, values)
        )
    return replace(value, **changes)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, SchemaObject):
        if value.kind in _CHECKED:
            yield value.definition
            yield from (text for _, text in value.details)
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            item = getattr(value, field.name)
            if isinstance(item, str) and field.name in _TEXTS:
                yield item
            elif field.name not in _PAST:
                yield from _texts(item)

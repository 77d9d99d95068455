"""Indexes as their server tells them, in a form in which two of them can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Body = Mapping[str, Any]

_WRITTEN = (
    *("index.uuid", "index.creation_date", "index.provided_name", "index.version"),
    *("index.resize", "index.blocks", "index.history", "index.verified_before_close"),
    *("index.routing.allocation.initial_recovery", "index.creation_date_string"),
)
"""What the server writes into the settings of an index by itself, or a change of mapping."""
_USUAL = {
    "index.replication.type": "DOCUMENT",
    "index.routing.allocation.include._tier_preference": "data_content",
}
"""What it writes there without being asked, where nobody says otherwise."""
_NOTED = ("goofer_replaced", "goofer_since")


@dataclass(frozen=True, slots=True)
class Live:
    """An index: its mapping, and its settings by their whole names."""

    name: str
    mappings: Body = field(default_factory=dict)
    settings: Body = field(default_factory=dict)


def live(name: str, told: Body) -> Live:
    """Return an index as GET with flat_settings=true tells it."""
    settings = {
        key: value
        for key, value in told.get("settings", {}).items()
        if not any(key == one or key.startswith(f"{one}.") for one in _WRITTEN)
        and _USUAL.get(key) != value
    }
    return Live(name, mapping(told.get("mappings", {})), settings)


def mapping(found: Body) -> dict[str, Any]:
    """Return a mapping without what a change of mapping notes in it."""
    made = {key: value for key, value in found.items() if key != "properties"}
    made["properties"] = _fields(found.get("properties", {}))
    kept = {key: one for key, one in made.pop("_meta", {}).items() if key not in _NOTED}
    return made | ({"_meta": kept} if kept else {})


def _fields(found: Body) -> dict[str, Any]:
    return {name: _field(one) for name, one in found.items()}


def _field(found: Body) -> dict[str, Any]:
    made = dict(found)
    if made.get("type") == "object":
        # It goes without saying, once there is a field in it.
        del made["type"]
        made.setdefault("properties", {})
    if "properties" in made:
        made["properties"] = _fields(made["properties"])
    return made


def flat(settings: Body) -> dict[str, Any]:
    """Return declared settings by their whole names."""
    found = dict(_flat(settings, ""))
    return {key if key.startswith("index.") else f"index.{key}": one for key, one in found.items()}


def _flat(settings: Body, path: str) -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", value


def merged(current: Body, desired: Body) -> dict[str, Any]:
    """Return the mapping with all that is desired, and what of `current` nobody declares."""
    made = {**current, **desired}
    made["properties"] = _merged(current.get("properties", {}), desired.get("properties", {}))
    return made


def _merged(current: Body, desired: Body) -> dict[str, Any]:
    made = dict(current)
    for name, one in desired.items():
        before = current.get(name, {})
        made[name] = dict(one)
        for inner in ("properties", "fields"):
            if inner in before and (inner in one or inner == "fields"):
                made[name][inner] = _merged(before[inner], one.get(inner, {}))
    return made


def differing(before: Body, after: Body, path: str = "") -> Iterator[tuple[str, bool]]:
    """Yield the fields of `after` that `before` has not so, and whether it has them otherwise."""
    for name, one in after.items():
        other = before.get(name)
        if other is None:
            yield f"{path}{name}", False
        elif other != one:
            yield from _inside(other, one, f"{path}{name}")


def _inside(before: Body, after: Body, path: str) -> Iterator[tuple[str, bool]]:
    inner = ("properties", "fields")
    if _without(before, inner) != _without(after, inner):
        yield path, True
    for word in inner:
        yield from differing(before.get(word, {}), after.get(word, {}), f"{path}.")


def _without(found: Body, words: tuple[str, ...]) -> dict[str, Any]:
    # An object is none without its fields.
    made = {key: value for key, value in found.items() if key not in words}
    return made | ({"": "object"} if "properties" in found else {})

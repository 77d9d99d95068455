"""Ways from indexes as they are to indexes as they should be, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from goofer_py.stores.search.live import Body, Live, differing

_NUMBERED = re.compile(r"(?P<name>.+)_(?P<number>[0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Sent:
    """A call of a script."""

    method: str
    target: str
    body: Body | None = None

    def document(self) -> dict[str, Any]:
        """Return it as scripts have it."""
        made = {"method": self.method, "path": self.target, "body": self.body}
        return {key: value for key, value in made.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Moved:
    """Another index takes the place of the one that an alias stands for."""

    alias: str
    old: str
    new: Live


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to one index: in words, and as calls or as a move.

    `notes` are sentences on what the way back leaves.
    """

    about: tuple[str, ...]
    up: tuple[Sent, ...] = ()
    down: tuple[Sent, ...] = ()
    moved: Moved | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One index as it is, and as it should be.

    `settings` are those that are to be changed, with None for what they are by default.
    """

    alias: str
    before: Live
    mappings: Body
    settings: Body = field(default_factory=dict)

    @property
    def added(self) -> tuple[str, ...]:
        """The fields that are not there."""
        return tuple(name for name, changed in self._fields() if not changed)

    @property
    def changed(self) -> tuple[str, ...]:
        """The fields and parameters of the mapping that are there otherwise."""
        fields = (name for name, changed in self._fields() if changed)
        return (*(f"({name})" for name in self._parameters()), *fields)

    @property
    def about(self) -> tuple[str, ...]:
        """What is to be done, in words."""
        said = (
            ("add", "field", self.added),
            ("change", "field", self.changed),
            ("change", "setting", tuple(self.settings)),
        )
        return tuple(
            f"{verb} {noun}{'s' * (len(names) > 1)} {', '.join(names)} of {self.alias}"
            for verb, noun, names in said
            if names
        )

    def delta(self, mappings: Body, other: Body) -> dict[str, Any]:
        """Return what of a mapping is to be put over another one."""
        made = {name: mappings[name] for name in self._parameters() if name in mappings}
        there, wanted = other.get("properties", {}), mappings.get("properties", {})
        properties = {name: one for name, one in wanted.items() if there.get(name) != one}
        return made | ({"properties": properties} if properties else {})

    def whole(self, name: str) -> Live:
        """Return the index that it has to be, by another name."""
        settings = {**self.before.settings, **self.settings}
        kept = {key: value for key, value in settings.items() if value is not None}
        return Live(name, self.mappings, kept)

    def _fields(self) -> list[tuple[str, bool]]:
        before, after = (one.get("properties", {}) for one in (self.before.mappings, self.mappings))
        return list(differing(before, after))

    def _parameters(self) -> list[str]:
        before = self.before.mappings
        return [
            name
            for name, one in self.mappings.items()
            if name != "properties" and before.get(name) != one
        ]


def created(alias: str, index: Live) -> Change:
    """Return what makes an index, and its alias with it."""
    body: dict[str, Any] = {"aliases": {alias: {}}}
    body |= {"settings": dict(index.settings)} if index.settings else {}
    body |= {"mappings": dict(index.mappings)} if index.mappings else {}
    path = f"/{quote(index.name, safe='')}"
    gone = Sent("DELETE", f"{path}?ignore_unavailable=true")
    return Change((f"create index {alias}",), (Sent("PUT", path, body),), (gone,))


def altered(wanted: Wanted, *, back: bool) -> Change:
    """Return what alters an index where it is; `back` says if its old fields can be set again."""
    path, before = f"/{quote(wanted.alias, safe='')}", wanted.before
    up, down = [], []
    if delta := wanted.delta(wanted.mappings, before.mappings):
        up.append(Sent("PUT", f"{path}/_mapping", delta))
    if back and wanted.changed:
        down.append(Sent("PUT", f"{path}/_mapping", _old(wanted)))
    if wanted.settings:
        old = {key: before.settings.get(key) for key in wanted.settings}
        up.append(Sent("PUT", f"{path}/_settings", dict(wanted.settings)))
        down.append(Sent("PUT", f"{path}/_settings", old))
    return Change(wanted.about, tuple(up), tuple(down), notes=_stays(wanted, back=back))


def _old(wanted: Wanted) -> dict[str, Any]:
    """Return the mapping of the fields that are changed, as they were."""
    before = wanted.before.mappings
    tops = {name.partition(".")[0] for name in wanted.changed}
    properties = {n: one for n, one in before.get("properties", {}).items() if n in tops}
    parameters = {
        name: before[name]
        for name, one in wanted.mappings.items()
        if name != "properties" and name in before and before[name] != one
    }
    return parameters | ({"properties": properties} if properties else {})


def _stays(wanted: Wanted, *, back: bool) -> tuple[str, ...]:
    left = wanted.added if back else (*wanted.added, *wanted.changed)
    if not left:
        return ()
    return (f"the way back leaves this in the mapping of {wanted.alias}: {', '.join(left)}",)


def moved(wanted: Wanted, taken: Sequence[str]) -> tuple[Change, Live]:
    """Return what has a new index take the old one's place, and this; `taken` are other names."""
    new = _next(wanted.alias, wanted.before.name, taken)
    about = tuple(f"{one}, by a new index {new}" for one in wanted.about)
    made = wanted.whole(new)
    return Change(about, moved=Moved(wanted.alias, wanted.before.name, made)), made


def _next(alias: str, old: str, taken: Sequence[str]) -> str:
    found = _NUMBERED.fullmatch(old)
    name, number = (found["name"], int(found["number"])) if found else (alias, 1)
    while True:
        number += 1
        if f"{name}_{number}" not in taken:
            return f"{name}_{number}"


def first_name(alias: str, taken: Mapping[str, Any]) -> str:
    """Return what the first index is called that an alias stands for."""
    return next(name for n in range(1, 10_000) if (name := f"{alias}_{n}") not in taken)

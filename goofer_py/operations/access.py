"""Owners and grants of what is made anew."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import ObjectKey, Schema


@dataclass(frozen=True, slots=True)
class NoteAccess:
    """Note whose the objects are and who may use them, for when they are made anew."""

    objects: tuple[ObjectKey, ...]

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is."""
        return schema

    def inverse(self) -> GiveBackAccess:
        """Give back what was noted."""
        return GiveBackAccess(self.objects)

    def describe(self) -> str:
        """Say what happens."""
        return f"note the owners and grants of {_listed(self.objects)}"


@dataclass(frozen=True, slots=True)
class GiveBackAccess:
    """Give the objects, which were made anew, the owners and grants that were noted."""

    objects: tuple[ObjectKey, ...]

    def apply(self, schema: Schema) -> Schema:
        """Return `schema` as it is."""
        return schema

    def inverse(self) -> NoteAccess:
        """Note them."""
        return NoteAccess(self.objects)

    def describe(self) -> str:
        """Say what happens."""
        return f"give back the owners and grants of {_listed(self.objects)}"


def _listed(objects: tuple[ObjectKey, ...]) -> str:
    return ", ".join(map(str, objects))

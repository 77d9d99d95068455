"""A user-defined enum type."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema.name import Name


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum type with its values in their order."""

    name: Name
    values: tuple[str, ...]
    comment: str | None = None

"""A sequence that no column owns."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema.name import Name


@dataclass(frozen=True, slots=True)
class Sequence:
    """A free-standing sequence; options are None where the server's default holds."""

    name: Name
    type: str | None = None
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cycle: bool = False
    cache: int | None = None
    comment: str | None = None

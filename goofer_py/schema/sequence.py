"""A sequence that numbers no column by itself."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema.name import Name
from goofer_py.schema.object import Use


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence; options are None where the server's default holds.

    It goes with the column that it is `owned_by`, where the server knows of such.
    """

    name: Name
    type: str | None = None
    start: int | None = None
    increment: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    cycle: bool = False
    cache: int | None = None
    comment: str | None = None
    owned_by: Use | None = None

"""What leads from one table, view or dictionary to another one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """Statements, and what they do in words.

    `late` are those that come once nothing refers any more to what they drop. `loses` is what does
    not come back on the way back, and `notes` are sentences on what is to be heeded.
    """

    about: tuple[str, ...]
    early: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Way) -> Way:
        """Return both, one after the other."""
        return Way(
            self.about + other.about,
            self.early + other.early,
            self.late + other.late,
            self.loses + other.loses,
            self.notes + other.notes,
        )

"""Texts that mean the same and are written differently."""

from __future__ import annotations


class Spelled(str):
    """A text that compares as what it means, and remembers how it is written.

    CURRENT_TIMESTAMP and now() are one default: no change leads from one to the other, and yet
    each is made as somebody wrote it.
    """

    __slots__ = ("written",)

    written: str

    def __new__(cls, meaning: str, written: str | None = None) -> Spelled:
        """Return the text `meaning`, written as `written`."""
        made = super().__new__(cls, meaning)
        made.written = meaning if written is None else written
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.written


def as_written(value: object) -> object:
    """Return how a text is written; anything else as it is."""
    return value.written if isinstance(value, Spelled) else value

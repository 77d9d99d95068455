"""What one transaction holds until it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from goofer_py.dialects.statement import Statement

Argument = str | bytes | int | float
Command = Sequence[Argument]


@dataclass(slots=True)
class Queue:
    """Commands with the statements they came from, the entries that tell of them, and the fence."""

    book: str = ""
    token: str = ""
    commands: list[Command] = field(default_factory=list)
    places: list[Statement | None] = field(default_factory=list)
    entries: list[tuple[str, str]] = field(default_factory=list)
    books: list[Command] = field(default_factory=list)
    """What is written to the books besides entries, after the commands."""
    lua: str | None = None
    """The text of the one function that a command without arguments stands for."""

    def add(self, command: Command, place: Statement | None = None) -> None:
        """Add a command."""
        self.commands.append(command)
        self.places.append(place)

    @property
    def arguments(self) -> list[Argument]:
        """What the script is given that does all of it."""
        found: list[Argument] = [self.token, len(self.entries)]
        for entry in self.entries:
            found += entry
        for command in (*self.commands, *self.books):
            # A function has its own way to be counted.
            found += command if command[0] == 0 else (len(command), *command)
        return found

    def place(self, number: int) -> Statement | None:
        """Return the statement of a command, counted from 1; None for one of the books."""
        return self.places[number - 1] if 0 < number <= len(self.places) else None

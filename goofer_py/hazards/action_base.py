"""What every action is, and those that are about no object."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.schema import Name


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a statement does."""

    @property
    def tables(self) -> tuple[Name, ...]:
        """The tables that it changes or reads, the one it is about first."""
        table = getattr(self, "table", None)
        return (table,) if isinstance(table, Name) else ()


@dataclass(frozen=True, slots=True)
class Unread(Action):
    """What no reader understands; `reason` is a sentence without its full stop."""

    reason: str


@dataclass(frozen=True, slots=True)
class Harmless(Action):
    """What is understood, and changes nothing that a rule is about; `verb` is its first words."""

    verb: str = ""


@dataclass(frozen=True, slots=True)
class WholeFile(Action):
    """The end of a file: for rules about all of it."""


@dataclass(frozen=True, slots=True)
class UnusedAllowance(Action):
    """A rule that the script allows, and that finds nothing there."""

    name: str


@dataclass(frozen=True, slots=True)
class BrokenHistory(Action):
    """The file is not what the database has seen, or comes behind its back; `what` as a clause."""

    what: str


@dataclass(frozen=True, slots=True)
class BrokenName(Action):
    """The file would never run, or nobody knows as what; `what` says why, as a sentence."""

    what: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class NoDatabase(Action):
    """No database was looked at; `why` as a clause."""

    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in one statement.

    `algorithm` and `lock` are what ALTER TABLE and CREATE INDEX of MySQL state, in upper case.
    """

    actions: tuple[Action, ...]
    algorithm: str = ""
    lock: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a script, or one operation, and what it does.

    `text` is the script's, from `offset` on; empty for an operation. Lines and columns count
    from 1. `title` says what an operation does.
    """

    reading: Reading
    text: str = ""
    line: int = 1
    column: int = 1
    offset: int = 0
    title: str = ""

    @property
    def actions(self) -> tuple[Action, ...]:
        """What it does, in order."""
        return self.reading.actions

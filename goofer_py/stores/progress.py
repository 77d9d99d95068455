"""What a session does now and how far it is, as its server tells another session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from goofer_py.events import Blocker

_LONGEST = 60
_LONGEST_OF_OTHERS = 80
_HEAD = 300
"""How much of a statement is looked at."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a piece of work that a session is in: `done` of about `total` are done.

    `what` names the work, `on` the thing it is done to, `phase` the part. `total` is 0 where
    nobody knows; the `unit` is "bytes", "rows", "transactions", or none for what only the share
    says something of.
    """

    what: str
    on: str = ""
    phase: str = ""
    done: int = 0
    total: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What a session does: the `part` that the server tells of, None where it tells of none.

    `lock` is what it waits for, empty while it does not, and `blockers` are who has it or wants it
    before. `hint` says what would let the server tell more.
    """

    part: Part | None = None
    lock: str = ""
    blockers: tuple[Blocker, ...] = ()
    hint: str = ""

    def hidden(self, hide: Callable[[str], str]) -> Look:
        """Return it without what `hide` hides, and with statements that are cut."""
        part = self.part and replace(
            self.part, what=_cut(hide(self.part.what), _LONGEST), on=hide(self.part.on)
        )
        blockers = (
            replace(one, query=_cut(hide(one.query), _LONGEST_OF_OTHERS)) for one in self.blockers
        )
        return replace(self, part=part, lock=hide(self.lock), blockers=tuple(blockers))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


class Progress(Protocol):
    """How far sessions are; all of it reads, and changes nothing."""

    def process(self) -> int | None:
        """Return what the server calls the own session, None where no other could see it.

        Safe on any thread: the server is asked at most once, and not while a statement runs.
        """

    def look(self, process: int) -> Look | None:
        """Return what a session of the same user's does, None while it does nothing.

        Statements are without texts. Raises StatementFailed and ConnectionFailed.
        """

    def running(self) -> str:
        """Return what the own session runs, without texts; empty where no other thread can tell."""


class NoProgress:
    """Where no session sees another; `statement` is what the own one runs."""

    def __init__(self, statement: str = "") -> None:
        self._statement = statement

    def process(self) -> None:
        """Return None."""
        return

    def look(self, process: int) -> None:  # noqa: ARG002 - there is none
        """Return None."""
        return

    def running(self) -> str:
        """Return what the own session runs."""
        from goofer_py.stores.vitals import shown

        return shown(self._statement[:_HEAD])

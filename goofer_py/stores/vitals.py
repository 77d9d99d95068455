"""What a session can find out about the health of its server, and about what is to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from goofer_py.dialects.touching import Touch


@dataclass(frozen=True, slots=True)
class Standing:
    """What a server is: `name` and version for a person, `oldest` the first that is supported.

    `newest` is the last major version that goofer was tried with, empty where any later one is
    expected to work. `closed` says why nothing can be written there, empty where something can.
    """

    name: str
    version: tuple[int, ...]
    oldest: tuple[int, ...]
    closed: str = ""
    newest: tuple[int, ...] = ()

    @property
    def untried(self) -> bool:
        """Whether it is newer than all that goofer was tried with."""
        return bool(self.newest) and self.version[: len(self.newest)] > self.newest

    @property
    def supported(self) -> bool:
        """Whether it is new enough."""
        return self.version >= self.oldest


@dataclass(frozen=True, slots=True)
class Seats:
    """How many connections there are, and how many this role could have altogether."""

    taken: int
    limit: int

    @property
    def left(self) -> int:
        """How many more there can be."""
        return self.limit - self.taken


@dataclass(frozen=True, slots=True)
class OpenTransaction:
    """A transaction of somebody else's: `about` who it is, `seconds` how old, `idle` for how long.

    `idle` is None while a statement runs. `tables` are those of the asked ones that it holds in a
    way that would keep a pending statement waiting. `yields` says that it makes way by itself.
    """

    about: str
    seconds: float
    idle: float | None = None
    tables: tuple[str, ...] = ()
    yields: bool = False


@dataclass(frozen=True, slots=True)
class Replica:
    """How far a replica is behind, in seconds and bytes; None for what is not known."""

    name: str
    seconds: float | None = None
    bytes: int | None = None
    stopped: str = ""
    """Why it follows no more, empty while it does."""


@dataclass(frozen=True, slots=True)
class Room:
    """The free bytes of the disk that a database is on; None, and `why`, where nobody can tell."""

    free: int | None
    where: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A right that this role has not: `right` on `thing`, and the statement that gives it."""

    right: str
    thing: str
    remedy: str


class Unseen(Exception):
    """The server does not show what was asked to this role; says what would be needed."""


class Vitals(Protocol):
    """What one session can find out; all of it reads, and changes nothing.

    Raises Unseen for what the server does not show to this role, or does not know.
    """

    def standing(self) -> Standing:
        """Return which server it is, and whether it can be written to."""

    def seats(self) -> Seats | None:
        """Return how many connections are left; None where there is no limit."""

    def transactions(self, touched: Sequence[Touch] = ()) -> Sequence[OpenTransaction]:
        """Return the transactions of others, with what of `touched` each of them holds."""

    def replicas(self) -> Sequence[Replica]:
        """Return how far the replicas of this server are behind."""

    def behind(self) -> Replica | None:
        """Return how far this server is behind the one that it follows; None if it follows none."""

    def lacking(self, touched: Sequence[Touch]) -> Sequence[Lacking]:
        """Return the rights that are missing for what is to be touched."""

    def bytes_of(self, touched: Sequence[Touch]) -> int:
        """Return how many bytes the tables have that are there, with their indexes."""

    def room(self) -> Room:
        """Return how much of the disk is free."""

    def busy(self) -> int:
        """Return how many statements of others are at work, as far as that is shown."""

    def address(self) -> str:
        """Return what `waiting` calls this session by, from another one."""

    def waiting(self, address: str) -> Sequence[str]:
        """Return who waits for a lock that the session of that address holds or wants."""


# Not every server ends a text at the quote behind a backslash: all that follows is hidden.
_TEXT = r"{0}(?:[^{0}\\]|{0}{0})*(?:{0}|\\.*|$)"
_REST = r"|(?P<comment>--[^\n]*|/\*.*?(?:\*/|$))|\$\w*\$.*"
_TEXTS = {
    "'": re.compile(rf'(?P<name>"[^"]*")|{_TEXT.format(chr(39))}{_REST}', re.DOTALL),
    "'\"": re.compile(
        rf"(?P<name>`[^`]*`)|{_TEXT.format(chr(39))}|{_TEXT.format(chr(34))}{_REST}", re.DOTALL
    ),
}


def shown(query: str | None, quotes: str = "'") -> str:
    """Return somebody else's statement on one line, without the texts in it: they are theirs.

    What would steer a terminal, or is not seen there, is a question mark. Texts stand between
    `quotes`, which are "'", or both kinds.
    """
    line = " ".join(_TEXTS[quotes].sub(_hidden, query or "").split())
    return "".join(one if one.isprintable() else "?" for one in line)


def _hidden(found: re.Match[str]) -> str:
    if found["name"]:
        return found["name"]
    return " " if found["comment"] else "'...'"


def free_bytes(path: Path, why: str) -> Room:
    """Return the free bytes of the disk that a folder is on; `why` is said where it is not seen."""
    import shutil

    try:
        return Room(shutil.disk_usage(path).free, str(path))
    except OSError:
        return Room(None, str(path), why)

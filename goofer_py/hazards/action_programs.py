"""What a statement does to programs: found by comparing what they declare with the schemas."""

from __future__ import annotations

from dataclasses import dataclass

from goofer_py.hazards.action_base import Action
from goofer_py.schema import Name


@dataclass(frozen=True, slots=True)
class BreaksOldProgram(Action):
    """From here on the program of another revision fails; `what` says of what, as a clause."""

    about: Name
    what: str
    revision: str


@dataclass(frozen=True, slots=True)
class BreaksNewProgram(Action):
    """Before here the new program fails; `stuck` says that the old one fails behind it."""

    about: Name
    what: str
    stuck: bool

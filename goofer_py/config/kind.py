"""What a setting is: its name, its kind, and what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a setting's value looks like; the value is what messages call it."""

    TEXT = "a text"
    SOURCE = "a query, a file, or cmd: and a command"
    PATH = "a path"
    FOLDERS = "a path or a list of paths"
    TEXTS = "a list of texts"
    PATHS = "a list of paths"
    FLAG = "true or false"
    PATTERNS = "a table of lists of texts"
    COMMANDS = "a table of lists of commands"
    NUMBER = "a number above zero"
    COUNT = "a whole number from zero on"


@dataclass(frozen=True, slots=True)
class Key:
    """One setting.

    `example` is a value as TOML spells it; `choices` are the only texts that are allowed, if any.
    What is `secret` is said in no message.
    """

    name: str
    kind: Kind
    about: str
    example: str
    choices: tuple[str, ...] = ()
    secret: bool = False

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return f"GOOFER_{self.name.upper()}"

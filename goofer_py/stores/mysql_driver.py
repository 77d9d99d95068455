"""What a session on MySQL or MariaDB needs of a driver."""

from __future__ import annotations

import re
from typing import Protocol

from goofer_py.stores.driver_session import AnyDriver
from goofer_py.stores.fault import Fault

# The connection is gone: the server left, went down, or ended it on somebody's word.
LOST = frozenset({1053, 1152, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 2055})
_IDLE = (4031, "disconnected by the server")
"""For MariaDB the number stands for something else."""
_NEAR = re.compile(r" near '(.*)' at line (\d+)$", re.DOTALL)
_HINTS = {
    1044: "let a role that may do so grant this user the right to it",
    1142: "let a role that may do so grant this user the right to it",
    1153: "raise max_allowed_packet on the server, or write smaller statements",
    1205: "another session holds a lock on it: SHOW PROCESSLIST tells which",
    1227: "let a role that may do so grant this user the privilege",
    1419: "SET GLOBAL log_bin_trust_function_creators = 1, or a user with the privilege SUPER",
}


class MySQLDriver(AnyDriver, Protocol):
    """A connection with what drivers do in different ways; every method may raise Refused."""

    @property
    def server(self) -> str:
        """The server's version as it tells it: 8.0.31, 10.11.6-MariaDB."""

    @property
    def number(self) -> int:
        """What the server calls the session by; asked for at most once."""

    def run(self, statement: str) -> None:
        """Run one statement; its rows are thrown away as they come."""

    def cancel(self) -> None:
        """Ask the server, over a connection of its own, to end the statement that is running."""

    def reset(self) -> None:
        """Set the session back to how it was right after connecting, temporary tables too."""


def fault(number: int, said: str, state: str, statement: str, *, closed: bool) -> Fault:
    """Return what the server refused `statement` with."""
    said = said.strip() or "no reason given"
    return Fault(
        f"{said} ({number})" if number else said,
        state,
        _HINTS.get(number, ""),
        position=_position(said, statement),
        lost=closed or is_lost(number, said),
        number=number or None,
    )


def is_lost(number: int, said: str) -> bool:
    """Whether an error says that the connection is gone."""
    return number in LOST or (number == _IDLE[0] and _IDLE[1] in said)


def _position(said: str, statement: str) -> int | None:
    """Return where the text begins that a syntax error is near."""
    found = _NEAR.search(said)
    if found is None:
        return None
    near, line = found[1], int(found[2])
    # The server quotes all that follows, or the first 80 characters of it.
    if statement.endswith(near):
        return len(statement) - len(near)
    begin = 0
    for _ in range(line - 1):
        begin = statement.find("\n", begin) + 1
    position = statement.find(near, begin)
    return position if position >= 0 else begin

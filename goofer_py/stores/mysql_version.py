"""Which server answers, by what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VERSION = re.compile(r"\d+(?:\.\d+)*")
# MariaDB puts it in front for replicas that read no version above 9.
_PRETENDED = "5.5.5-"


@dataclass(frozen=True, slots=True)
class ServerVersion:
    """The version of a server, and whether it is MariaDB."""

    version: tuple[int, ...]
    mariadb: bool


def server_version(said: str) -> ServerVersion:
    """Read `8.0.31`, `10.11.6-MariaDB-1` or `5.5.5-10.11.6-MariaDB`."""
    mariadb = "mariadb" in said.lower()
    found = _VERSION.match(said.removeprefix(_PRETENDED) if mariadb else said)
    return ServerVersion(tuple(int(part) for part in found[0].split(".")) if found else (), mariadb)

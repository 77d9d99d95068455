"""An empty database beside the real one, in which changes and migrations are tried."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from goofer_py.errors import GooferError, ScratchRefused, StatementFailed
from goofer_py.stores.mongodb.catalog import Found, read
from goofer_py.stores.mongodb.commands import Command

if TYPE_CHECKING:
    from goofer_py.stores.mongodb.session import MongoSession

_LONGEST_NAME = 63
_ENDING = re.compile(r"_goofer_[0-9a-f]{8}\Z")


def is_scratch(name: str) -> bool:
    """Say whether a database is one in which something is tried."""
    return _ENDING.search(name) is not None


class Scratch:
    """An empty database beside the real one."""

    def __init__(self, session: MongoSession, name: str) -> None:
        self._session = session
        self.name = name

    def run(self, commands: Sequence[Mapping[str, Any]]) -> None:
        """Run commands in it."""
        client, name = self._session.client, self.name
        for one in map(Command, commands):
            self._session.guarded(partial(one.run, client, name, None))

    def made(self, commands: Sequence[Mapping[str, Any]]) -> dict[str, Found]:
        """Return what commands make in it, with nothing else there."""
        self.clear()
        self.run(commands)
        return self.read()

    def read(self) -> dict[str, Found]:
        """Return what it has."""
        return self._session.guarded(lambda: read(self._session.client[self.name]))

    def clear(self) -> None:
        """Drop all that it has."""
        self._session.guarded(lambda: self._session.client.drop_database(self.name))


@contextmanager
def scratch(session: MongoSession) -> Iterator[Scratch]:
    """Give an empty database, and drop it; raises ScratchRefused where the user may not."""
    suffix = f"_goofer_{secrets.token_hex(4)}"
    real = _ENDING.sub("", session.data.name)
    # The server counts bytes.
    kept = real.encode()[: _LONGEST_NAME - len(suffix)].decode(errors="ignore")
    name = f"{kept}{suffix}"
    empty = Scratch(session, name)
    try:
        empty.run([{"create": "goofer"}])
        empty.clear()
    except StatementFailed as error:
        raise ScratchRefused(
            f"{session.database} has no empty database beside it to try changes in:"
            f" {error.server}. Nothing was written.",
            database=session.database,
            hint=f"grant the user dbAdmin and readWrite on databases like {name}, or on any",
        ) from error
    try:
        yield empty
    finally:
        with suppress(GooferError):
            empty.clear()

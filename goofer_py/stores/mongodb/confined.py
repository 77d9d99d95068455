"""The client that migrations have where they are only tried: it reaches no real database."""

from __future__ import annotations

from typing import Any

from pymongo import MongoClient

from goofer_py.errors import UsageError
from goofer_py.stores.mongodb.scratch import is_scratch

_OF_THE_SERVER = ("admin", "config", "local")


class ConfinedClient(MongoClient[Any]):
    """A client for which the database of its URL is the one in which something is tried."""

    _tried_in = ""

    def confine(self, name: str) -> None:
        """Take `name` for the database of the URL from now on."""
        self._tried_in = name

    def __getitem__(self, name: str) -> Any:
        """Return a database; raises UsageError for a real one."""
        self._refuse(name)
        return super().__getitem__(name)

    def get_database(self, name: str | None = None, *given: Any, **named: Any) -> Any:
        """Return a database; raises UsageError for a real one."""
        name = name or self._tried_in
        self._refuse(name)
        return super().get_database(name, *given, **named)

    def get_default_database(self, default: str | None = None, *given: Any, **named: Any) -> Any:
        """Return the database in which it is tried."""
        del default
        return self.get_database(None, *given, **named)

    def _refuse(self, name: str) -> None:
        if name != self._tried_in and not is_scratch(name) and name not in _OF_THE_SERVER:
            raise UsageError(
                f"The code asks for the database {name} by its name, and it is only tried now, in"
                " an empty one. Nothing was changed.",
                hint="context.helpers.database is the database of the URL, in a trial too",
            )

"""Search indexes, where the server has a module for them, of whatever age."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.errors import StatementFailed, UsageError
from goofer_py.stores.redis.values import text

if TYPE_CHECKING:
    from goofer_py.stores.redis.queue import Argument

_NO_COMMAND = "unknown command"
_NO_INDEX = ("unknown index name", "no such index", "index not found")


class Asked(Protocol):
    """A session, as far as its indexes need it."""

    @property
    def database(self) -> str:
        """What to call it in messages."""

    def ask(self, *command: Argument) -> Any:
        """Run one command and return what it answers."""


class Search:
    """The search indexes of a database; each call raises UsageError where there is no module."""

    def __init__(self, session: Asked) -> None:
        self._session = session

    def create(self, name: str, definition: tuple[Argument, ...]) -> None:
        """Create an index, if it is not there."""
        if self._described(name) is None:
            self._session.ask("FT.CREATE", name, *definition)

    def add(self, name: str, field: str, definition: tuple[Argument, ...]) -> None:
        """Let an index have a field, if it has none of the name."""
        described = self._described(name)
        if described is None or field not in _fields(described):
            self._session.ask("FT.ALTER", name, "SCHEMA", "ADD", field, *definition)

    def drop(self, name: str) -> None:
        """Drop an index, if it is there; what it was about stays."""
        if self._described(name) is None:
            return
        try:
            self._session.ask("FT.DROPINDEX", name)
        except StatementFailed as error:
            if _NO_COMMAND not in error.server.lower():
                raise
            # What modules before 2.0 have instead.
            self._session.ask("FT.DROP", name, "KEEPDOCS")

    def _described(self, name: str) -> Any | None:
        """Return what the server tells of an index; None when there is none."""
        try:
            return self._session.ask("FT.INFO", name)
        except StatementFailed as error:
            said = error.server.lower()
            if _NO_COMMAND in said:
                raise self._missing() from None
            if any(words in said for words in _NO_INDEX):
                return None
            raise

    def _missing(self) -> UsageError:
        return UsageError(
            f"{self._session.database} has no search: its module is not loaded.",
            hint="Redis 8, or Redis Stack, has it; MODULE LIST shows what is loaded",
        )


def _fields(described: Any) -> set[str]:
    """Return the names of an index's fields, as they are searched for."""
    flat = dict(zip(described[::2], described[1::2], strict=False))
    found = {text(key): value for key, value in flat.items()}
    return {_called(one) for one in found.get("attributes") or found.get("fields") or ()}


def _called(field: Any) -> str:
    """Return the name of a field: its first word, or what follows the word `attribute`."""
    words = [text(one) if isinstance(one, bytes) else str(one) for one in field]
    if words[0] == "identifier" and "attribute" in words:
        return words[words.index("attribute") + 1]
    return words[0]

"""Goofer's books on Redis.

They are a hash of records, a key that is the lease, and a hash of each migration's steps, all with
one hash tag, so that a Cluster keeps them together.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.stores.ledger import Cell, Fields, Promises, leased_by
from goofer_py.stores.redis import lua

if TYPE_CHECKING:
    from goofer_py.stores.redis.queue import Argument, Command


def lease_key(book: str) -> str:
    """Return the key of a book's lease; it is gone once the lease has ended."""
    return f"{{{leased_by(book)}}}:lease"


def records_key(book: str) -> str:
    """Return the key of the hash of a book's records, by their numbers."""
    return f"{_tag(book)}:records"


def steps_key(book: str, of: str) -> str:
    """Return the key of the hash of a migration's steps."""
    return f"{_tag(book)}:steps:{of}"


def own_prefix(book: str) -> str:
    """Return what all keys of a book begin with."""
    return f"{{{leased_by(book)}}}:"


def _tag(book: str) -> str:
    """Return what a book's own keys begin with: the tag puts them beside the lease they go by."""
    prefix = own_prefix(book)
    rest = book.removeprefix(leased_by(book)).removeprefix("_")
    return f"{prefix}{rest}" if rest else prefix.removesuffix(":")


class Asked(Protocol):
    """A session, as far as its books need it."""

    def ask(self, *command: Argument) -> Any:
        """Run one command and return what it answers."""

    def together(self, *commands: Command) -> list[Any]:
        """Run commands on one key and return what they answer."""

    def note(
        self, book: str, token: str | None, entry: tuple[str, str] | None, *more: Command
    ) -> None:
        """Write an entry and more, if `token` holds the lease."""


class RedisLedger:
    """The books of one session."""

    def __init__(self, session: Asked, *, transactions: bool) -> None:
        self._session = session
        self.promises = Promises(transactions=transactions, durable=False)

    def create(self, book: str) -> None:
        """Do nothing: keys come with what is written to them."""

    def exists(self, book: str) -> bool:
        """Say whether anything was recorded, or is about to be."""
        return bool(self._session.ask("EXISTS", records_key(book), lease_key(book)))

    def entries(self, book: str) -> Sequence[tuple[int, Fields]]:
        """Return all entries with their numbers, in the order of these."""
        return self._numbered(records_key(book))

    def append(self, book: str, number: int, fields: Fields, token: str | None) -> None:
        """Add an entry, fenced; with what the session's transaction holds, if one is open."""
        self._session.note(book, token, (str(number), _text(fields)))

    def look(self, book: str) -> Cell | None:
        """Return the lease; None when nobody holds it."""
        key = lease_key(book)
        value, left = self._session.together(("GET", key), ("PTTL", key))
        if value is None:
            return None
        token, holder, session, since = value.decode().split("\n")
        return Cell(token, holder, session, int(since), int(left))

    def take(self, book: str, before: str, cell: Cell, seconds: float) -> bool:
        """Take the lease if nobody holds it; what was `before` is gone with it."""
        del before
        return self._lease(lua.TAKE, book, *_words(cell), round(seconds * 1000))

    def renew(self, book: str, token: str, seconds: float) -> bool:
        """Let the lease last for `seconds` from now on, if `token` holds it; says whether."""
        return self._lease(lua.RENEW, book, token, round(seconds * 1000))

    def rewrite(self, book: str, token: str, cell: Cell, *, ended: bool) -> bool:
        """Write another token, holder and session, if `token` holds the lease; says whether.

        One that is ended is gone: nobody has to look for what its holder left at work.
        """
        return self._lease(lua.REWRITE, book, token, *_words(cell), int(ended))

    def steps(self, book: str, of: str) -> Sequence[tuple[int, Fields]]:
        """Return the steps of one migration, with their numbers, in the order of these."""
        return self._numbered(steps_key(book, of))

    def put_step(self, book: str, of: str, number: int, fields: Fields, token: str | None) -> None:
        """Write a step, fenced."""
        self._session.note(book, token, None, ("HSET", steps_key(book, of), number, _text(fields)))

    def clear_steps(self, book: str, of: str) -> None:
        """Forget the steps of one migration."""
        self._session.note(book, None, None, ("DEL", steps_key(book, of)))

    def _numbered(self, key: str) -> list[tuple[int, Fields]]:
        found = self._session.ask("HGETALL", key)
        return sorted((int(number), json.loads(text)) for number, text in found.items())

    def _lease(self, script: str, book: str, *arguments: Argument) -> bool:
        return bool(self._session.ask("EVAL", script, 1, lease_key(book), *arguments))


def _words(cell: Cell) -> tuple[str, str, str]:
    return cell.token, _line(cell.holder), _line(cell.session)


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(fields: Fields) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

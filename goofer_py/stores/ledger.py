"""What a store without tables gives for goofer's own books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Fields = Mapping[str, Any]
"""What an entry says: texts, numbers, booleans and None, as JSON has them."""


SEEDS = "_seeds"
"""What follows the name of a book in the name of that of its seeds."""
PARTS = "_parts"
"""What follows it in the name of that of what other databases' migrations did here."""


def leased_by(book: str) -> str:
    """Return the book by whose lease a book is fenced: that of the migrations, for all of them."""
    return book.removesuffix(SEEDS).removesuffix(PARTS)


@dataclass(frozen=True, slots=True)
class Cell:
    """A lease as it stands: who took it last, and how long it still lasts.

    `since_ms` is the server's time in milliseconds since 1970, `left_ms` below zero once the lease
    has ended. `holder` is empty when it was given back.
    """

    token: str
    holder: str
    session: str
    since_ms: int
    left_ms: int


@dataclass(frozen=True, slots=True)
class Promises:
    """What a ledger's server does for it.

    `transactions`: between `begin` and `commit` of the session, a command, the entries and the
    steps are written all or none. `atomic_fence`: an entry with a token is written only while that
    token holds the lease, even if the lease is taken over at this moment. `server_clock`: leases
    end by the server's clock, whatever those of the clients say. `durable`: what was answered is
    not lost when one of the server's machines is.
    """

    transactions: bool = False
    atomic_fence: bool = True
    server_clock: bool = True
    durable: bool = True


class Ledger(Protocol):
    """Numbered entries, one lease, and steps, for each book; a book is a history by its name.

    Everything is written by one session and read by all. What the server refuses raises
    StatementFailed, and a connection that is gone ConnectionFailed, as in every session.
    """

    @property
    def promises(self) -> Promises:
        """What the server does for it."""

    def create(self, book: str) -> None:
        """Make what the book needs, if it is not there; another program may do so right now."""

    def exists(self, book: str) -> bool:
        """Say whether `create` or `append` was called for the book before."""

    def entries(self, book: str) -> Sequence[tuple[int, Fields]]:
        """Return all entries with their numbers, in the order of these.

        Whatever was appended before this call, by whatever session, is among them.
        """

    def append(self, book: str, number: int, fields: Fields, token: str | None) -> None:
        """Add an entry; of two that add the same number at once, one is refused.

        With a `token` it is refused unless that one holds the lease of `leased_by(book)`: a run
        that was stopped for so long that another one took over must not record anything. Refused
        is StatementFailed; in a transaction of the session's it is raised by `commit`, and nothing
        of it stays.
        """

    def look(self, book: str) -> Cell | None:
        """Return the lease; None when nobody took it, or nothing is known of who did."""

    def take(self, book: str, before: str, cell: Cell, seconds: float) -> bool:
        """Take the lease for `seconds`, if its token is still `before` and it has ended.

        `before` is empty for one that nobody took. The token, holder and session of `cell` are
        written, and the server's time. Of two that ask at once, one gets it. Says whether it did.
        """

    def renew(self, book: str, token: str, seconds: float) -> bool:
        """Let the lease last for `seconds` from now on, if `token` holds it; says whether."""

    def rewrite(self, book: str, token: str, cell: Cell, *, ended: bool) -> bool:
        """Write another token, holder and session, if `token` took the lease last; says whether.

        How long it lasts stays as it is, or it is `ended` at once.
        """

    def steps(self, book: str, of: str) -> Sequence[tuple[int, Fields]]:
        """Return the steps of one migration, with their numbers, in the order of these."""

    def put_step(self, book: str, of: str, number: int, fields: Fields, token: str | None) -> None:
        """Write a step, new or in the place of the one before; fenced as entries are."""

    def clear_steps(self, book: str, of: str) -> None:
        """Forget the steps of one migration."""

"""Goofer's books on MongoDB.

They are a collection of records, one of the lease, and one of steps. The lease is two documents:
how long it lasts, which is written again and again, and who may write by it, which is written when
it changes hands. Each write by the lease writes the second one too, so that of a write and a
take-over at the same moment one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from goofer_py.stores.ledger import Cell, Fields, Promises, leased_by

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed

T = TypeVar("T")

_LEASE, _FENCE = "lease", "fence"
_EXISTS, _TAKEN = "48", "11000"


class Asked(Protocol):
    """A session, as far as its books need it."""

    @property
    def transactions(self) -> bool:
        """Whether the deployment has any."""

    @property
    def transaction(self) -> Any:
        """The driver's session of the transaction that is open, or None."""

    def book(self, name: str) -> Any:
        """Return a collection that goofer writes to with all the certainty there is."""

    def guarded(self, call: Callable[[], T]) -> T:
        """Do something; raises StatementFailed or ConnectionFailed."""

    def atomically(self, work: Callable[[Any], T]) -> T:
        """Do something in the open transaction, or in one of its own, again after a conflict."""

    def make(self, name: str) -> None:
        """Create a collection."""

    def has(self, name: str) -> bool:
        """Say whether a collection is there."""

    def clear(self) -> None:
        """End what runs left open that were killed."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


def state_of(error: Exception) -> str:
    """Return the server's number for an error, as text; nothing without one."""
    return str(getattr(error, "state", ""))


class MongoLedger:
    """The books of one session."""

    def __init__(self, session: Asked) -> None:
        self._session = session
        certain = session.transactions
        self.promises = Promises(transactions=certain, atomic_fence=certain)

    def create(self, book: str) -> None:
        """Make the collections that are not there."""
        from goofer_py.errors import StatementFailed

        for name in (_steps(book), _lease(book), book):
            try:
                self._session.make(name)
            except StatementFailed as error:
                if state_of(error) != _EXISTS:
                    raise

    def exists(self, book: str) -> bool:
        """Say whether the collection is there."""
        return self._session.has(book)

    def entries(self, book: str) -> Sequence[tuple[int, Fields]]:
        """Return all entries with their numbers, in the order of these."""
        collection = self._session.book(book)
        return self._session.guarded(
            lambda: [_numbered(one, "_id") for one in collection.find(sort=[("_id", 1)])]
        )

    def append(self, book: str, number: int, fields: Fields, token: str | None) -> None:
        """Add an entry, fenced; with what the session's transaction holds, if one is open."""

        def work(session: Any) -> None:
            self._fence(book, token, session)
            self._session.book(book).insert_one({"_id": number, **fields}, session=session)

        self._session.atomically(work)

    def look(self, book: str) -> Cell | None:
        """Return the lease as it stands by the server's clock."""
        shown = {
            **dict.fromkeys(("token", "holder", "session"), 1),
            "since": {"$toLong": "$since"},
            "left": {"$toLong": {"$subtract": ["$until", "$$NOW"]}},
        }
        pipeline = [{"$match": {"_id": _LEASE}}, {"$project": shown}]
        collection = self._session.book(_lease(book))
        found = self._session.guarded(lambda: list(collection.aggregate(pipeline)))
        if not found:
            return None
        one = found[0]
        return Cell(
            one["token"], one["holder"], one["session"], int(one["since"]), int(one["left"])
        )

    def take(self, book: str, before: str, cell: Cell, seconds: float) -> bool:
        """Take the lease, if it is still that of `before` and has ended; says whether."""
        from goofer_py.errors import StatementFailed

        ended = {"$expr": {"$lte": ["$until", "$$NOW"]}} if before else {}
        where = {"_id": _LEASE, "token": before, **ended}
        values = {**_words(cell), "since": "$$NOW", "until": _after(seconds)}

        def work(session: Any) -> bool:
            leases = self._session.book(_lease(book))
            done = leases.update_one(where, [{"$set": values}], upsert=not before, session=session)
            if not done.matched_count and done.upserted_id is None:
                return False
            self._hand_over(book, cell.token, session)
            return True

        try:
            taken = self._session.atomically(work)
        except StatementFailed as error:
            if state_of(error) != _TAKEN:
                raise
            return False
        if taken:
            self._session.clear()
        return taken

    def renew(self, book: str, token: str, seconds: float) -> bool:
        """Let the lease last for `seconds` from now on, if `token` holds it; says whether."""
        where = {"_id": _LEASE, "token": token, "$expr": {"$gt": ["$until", "$$NOW"]}}
        change = [{"$set": {"until": _after(seconds)}}]
        leases = self._session.book(_lease(book))
        done = self._session.guarded(lambda: leases.update_one(where, change))
        return bool(done.matched_count)

    def rewrite(self, book: str, token: str, cell: Cell, *, ended: bool) -> bool:
        """Write another token, holder and session, if `token` took the lease last; says whether."""
        values: dict[str, Any] = _words(cell)
        if ended:
            values["until"] = "$$NOW"

        def work(session: Any) -> bool:
            leases = self._session.book(_lease(book))
            where = {"_id": _LEASE, "token": token}
            done = leases.update_one(where, [{"$set": values}], session=session)
            if not done.matched_count:
                return False
            self._hand_over(book, "" if ended else cell.token, session)
            return True

        return self._session.atomically(work)

    def steps(self, book: str, of: str) -> Sequence[tuple[int, Fields]]:
        """Return the steps of one migration, with their numbers, in the order of these."""
        collection = self._session.book(_steps(book))
        return self._session.guarded(
            lambda: [
                (int(one["number"]), one["fields"])
                for one in collection.find({"of": of}, sort=[("number", 1)])
            ]
        )

    def put_step(self, book: str, of: str, number: int, fields: Fields, token: str | None) -> None:
        """Write a step, fenced."""
        key = f"{of}/{number}"
        document = {"of": of, "number": number, "fields": dict(fields)}

        def work(session: Any) -> None:
            self._fence(book, token, session)
            steps = self._session.book(_steps(book))
            steps.replace_one({"_id": key}, document, upsert=True, session=session)

        self._session.atomically(work)

    def clear_steps(self, book: str, of: str) -> None:
        """Forget the steps of one migration."""
        steps = self._session.book(_steps(book))
        self._session.atomically(lambda session: steps.delete_many({"of": of}, session=session))

    def _fence(self, book: str, token: str | None, session: Any) -> None:
        """Raise StatementFailed unless `token` holds the lease until the transaction ends."""
        if token is None:
            return
        leases = self._session.book(_lease(book))
        where = {"_id": _FENCE, "token": token}
        done = leases.update_one(where, {"$inc": {"writes": 1}}, session=session)
        if not done.matched_count:
            raise self._session.failed(f"the lease of {leased_by(book)} is another run's now")

    def _hand_over(self, book: str, token: str, session: Any) -> None:
        leases = self._session.book(_lease(book))
        change = {"$set": {"token": token}}
        leases.update_one({"_id": _FENCE}, change, upsert=True, session=session)


def _lease(book: str) -> str:
    return f"{leased_by(book)}_lease"


def _steps(book: str) -> str:
    return f"{book}_steps"


def _after(seconds: float) -> Mapping[str, Any]:
    return {"$add": ["$$NOW", round(seconds * 1000)]}


def _words(cell: Cell) -> dict[str, Any]:
    words = {"token": cell.token, "holder": cell.holder, "session": cell.session}
    return {name: {"$literal": word} for name, word in words.items()}


def _numbered(document: Mapping[str, Any], key: str) -> tuple[int, Fields]:
    return int(document[key]), {name: one for name, one in document.items() if name != key}

"""Goofer's books on Elasticsearch and OpenSearch: one index, read by id alone.

A write there is atomic in one document, so one document, the head, says all that has to change
together: the lease, the steps, and the last record of each book. Whoever writes it says which
version was read, and is refused when it is another one by then. Before a record goes out of the
head, it is copied to a document of its own. So nothing is written by a run whose lease is another
one's, whatever happens at the same moment.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.stores.ledger import Cell, Fields, Promises, leased_by

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed
    from goofer_py.stores.search.wire import Answer

Head = dict[str, Any]

_HEAD = "head"
_TIMES = 200
"""How often a write is tried that others come before, as the heartbeat of the same run may."""
_PAUSE = 0.02
_PAGE = 200
_MISSING, _TAKEN = 404, 409
_NO_INDEX, _THERE = "index_not_found_exception", "resource_already_exists_exception"
_KEYWORD = {"type": "keyword", "ignore_above": 1000}
_INDEX = {
    "settings": {
        "index": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "hidden": True,
            "translog.durability": "request",
        }
    },
    "mappings": {
        "dynamic": False,
        "properties": {
            "head": {"type": "object", "enabled": False},
            "book": _KEYWORD,
            "number": {"type": "long"},
            "entry": {
                "properties": {
                    "started_at": {"type": "date", "ignore_malformed": True},
                    "duration_ms": {"type": "long", "ignore_malformed": True},
                    **dict.fromkeys(("version", "name", "direction", "status"), _KEYWORD),
                }
            },
        },
    },
}


class Asked(Protocol):
    """A session, as far as its books need it."""

    def index_of(self, book: str) -> str:
        """Return the path of the index of a book."""

    def own(
        self, method: str, target: str, body: Any = None, *, fine: Sequence[int] = ()
    ) -> Answer:
        """Send a call of goofer's own; raises StatementFailed, and ConnectionFailed."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


@dataclass(frozen=True, slots=True)
class _Read:
    """The head as it was read; `made` is False where there is no index."""

    head: Head
    made: bool
    condition: str
    """What a write says of the version that was read."""


class SearchLedger:
    """The books of one session."""

    promises = Promises()

    def __init__(self, session: Asked) -> None:
        self._session = session

    def create(self, book: str) -> None:
        """Make the index, if it is not there."""
        path = self._path(book)
        if not self._read(book).made:
            answer = self._session.own("PUT", path, _INDEX, fine=(400,))
            if answer.status == 400 and answer.kind != _THERE:
                raise self._session.failed(answer.reason)

    def exists(self, book: str) -> bool:
        """Say whether the index is there."""
        return self._read(book).made

    def entries(self, book: str) -> Sequence[tuple[int, Fields]]:
        """Return all entries with their numbers, in the order of these."""
        last = _last(self._read(book).head, book)
        if last is None:
            return []
        found: list[tuple[int, Fields]] = []
        for first in range(1, last["number"], _PAGE):
            numbers = range(first, min(first + _PAGE, last["number"]))
            found.extend(self._page(book, numbers))
        return [*found, (last["number"], last["entry"])]

    def append(self, book: str, number: int, fields: Fields, token: str | None) -> None:
        """Add an entry, fenced."""

        def work(head: Head) -> bool:
            self._fence(head, book, token)
            last = _last(head, book)
            if last is not None:
                if number <= last["number"]:
                    raise self._session.failed(f"{book} has a record {number} already")
                self._copy(book, last)
            head.setdefault("last", {})[book] = {"number": number, "entry": dict(fields)}
            return True

        self._change(book, work)

    def look(self, book: str) -> Cell | None:
        """Return the lease as it stands by the clock of the elected master."""
        lease = self._read(book).head.get("lease")
        if lease is None:
            return None
        token, holder, session = (lease[name] for name in ("token", "holder", "session"))
        return Cell(token, holder, session, lease["since"], lease["until"] - self._now())

    def take(self, book: str, before: str, cell: Cell, seconds: float) -> bool:
        """Take the lease, if it is still that of `before` and has ended; says whether."""

        def work(head: Head) -> bool:
            lease, now = head.get("lease"), self._now()
            there = "" if lease is None else lease["token"]
            if there != before or (lease is not None and lease["until"] > now):
                return False
            head["lease"] = {**_words(cell), "since": now, "until": _after(now, seconds)}
            return True

        return self._change(book, work)

    def renew(self, book: str, token: str, seconds: float) -> bool:
        """Let the lease last for `seconds` from now on, if `token` holds it; says whether."""

        def work(head: Head) -> bool:
            lease, now = head.get("lease"), self._now()
            if lease is None or lease["token"] != token or lease["until"] <= now:
                return False
            lease["until"] = _after(now, seconds)
            return True

        return self._change(book, work)

    def rewrite(self, book: str, token: str, cell: Cell, *, ended: bool) -> bool:
        """Write another token, holder and session, if `token` took the lease last; says whether."""

        def work(head: Head) -> bool:
            lease = head.get("lease")
            if lease is None or lease["token"] != token:
                return False
            lease.update(_words(cell))
            if ended:
                lease.update(until=self._now(), ended=True)
            return True

        return self._change(book, work)

    def steps(self, book: str, of: str) -> Sequence[tuple[int, Fields]]:
        """Return the steps of one migration, with their numbers, in the order of these."""
        found = self._read(book).head.get("steps", {}).get(book, {}).get(of, {})
        return sorted(((int(number), fields) for number, fields in found.items()), key=_number)

    def put_step(self, book: str, of: str, number: int, fields: Fields, token: str | None) -> None:
        """Write a step, fenced."""

        def work(head: Head) -> bool:
            self._fence(head, book, token)
            steps = head.setdefault("steps", {}).setdefault(book, {})
            steps.setdefault(of, {})[str(number)] = dict(fields)
            return True

        self._change(book, work)

    def clear_steps(self, book: str, of: str) -> None:
        """Forget the steps of one migration."""

        def work(head: Head) -> bool:
            return head.get("steps", {}).get(book, {}).pop(of, None) is not None

        self._change(book, work)

    def _change(self, book: str, work: Callable[[Head], bool]) -> bool:
        """Write what `work` makes of the head, unless it says that there is nothing to write."""
        for _ in range(_TIMES):
            read = self._read(book)
            if not read.made:
                self.create(book)
                read = self._read(book)
            head = deepcopy(read.head)
            if not work(head):
                return False
            target = f"{self._path(book)}/_doc/{_HEAD}?{read.condition}"
            answer = self._session.own("PUT", target, {"head": head}, fine=(_TAKEN,))
            if answer.status != _TAKEN:
                return True
            time.sleep(_PAUSE * random.random())  # noqa: S311
        raise self._session.failed(f"others write to the index of {book} all the time")

    def _read(self, book: str) -> _Read:
        # A document that is asked for by its id is there as soon as it is written.
        target = f"{self._path(book)}/_doc/{_HEAD}?realtime=true"
        answer = self._session.own("GET", target, fine=(_MISSING,))
        if answer.status == _MISSING:
            return _Read({}, answer.kind != _NO_INDEX, "op_type=create")
        told = answer.told
        version = f"if_seq_no={told['_seq_no']}&if_primary_term={told['_primary_term']}"
        return _Read(told["_source"]["head"], True, version)

    def _page(self, book: str, numbers: range) -> list[tuple[int, Fields]]:
        ids = [_id(book, number) for number in numbers]
        answer = self._session.own("POST", f"{self._path(book)}/_mget?realtime=true", {"ids": ids})
        found = []
        for one in answer.told["docs"]:
            if "error" in one:
                raise self._session.failed(f"a record of {book} cannot be read: {one['error']}")
            if one.get("found"):
                found.append((one["_source"]["number"], one["_source"]["entry"]))
        return found

    def _copy(self, book: str, last: Mapping[str, Any]) -> None:
        """Write a record that is in the head to a document of its own, if that is not there."""
        target = f"{self._path(book)}/_doc/{_id(book, last['number'])}?op_type=create"
        self._session.own("PUT", target, {"book": book, **last}, fine=(_TAKEN,))

    def _fence(self, head: Head, book: str, token: str | None) -> None:
        """Raise StatementFailed unless `token` holds the lease."""
        lease = head.get("lease") or {}
        if token is not None and (lease.get("token") != token or lease.get("ended")):
            raise self._session.failed(f"the lease of {leased_by(book)} is another run's now")

    def _now(self) -> int:
        """Return the time of the elected master, in ms since 1970: one clock for all."""
        target = "/_nodes/_master/stats/http?filter_path=nodes.*.timestamp"
        nodes = self._session.own("GET", target).told.get("nodes", {})
        for node in nodes.values():
            return int(node["timestamp"])
        raise self._session.failed("the cluster has no elected master that tells the time")

    def _path(self, book: str) -> str:
        return self._session.index_of(leased_by(book))


def _last(head: Head, book: str) -> Mapping[str, Any] | None:
    found: Mapping[str, Any] | None = head.get("last", {}).get(book)
    return found


def _id(book: str, number: int) -> str:
    return f"{book}:{number}"


def _number(step: tuple[int, Fields]) -> int:
    return step[0]


def _after(now: int, seconds: float) -> int:
    return now + round(seconds * 1000)


def _words(cell: Cell) -> dict[str, str]:
    return {"token": cell.token, "holder": cell.holder, "session": cell.session}

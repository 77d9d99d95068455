"""Many documents at once, streamed, with what became of each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import quote

from goofer_py.errors import UsageError
from goofer_py.stores.search.calls import failed_items

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed
    from goofer_py.stores.search.wire import Answer

Action = Sequence[Any]
"""What is done to a document: a word, an id, and mostly the document."""
S = TypeVar("S", bound=Any)

_WORDS = ("index", "create", "update", "delete")
_WITHOUT = ("delete",)
_BUSY, _GONE, _TAKEN = 429, 404, 409
_TRIES = 8
_PAUSE = 0.1
_SHOWN = 5
_TOLD = "errors,items.*.status,items.*.error,items.*._index,items.*._id"
"""What of an answer is looked at: of as many documents, the rest of it is long."""


class Session(Protocol):
    """A session, as far as this needs it."""

    def bulk(self, target: str, body: Sequence[Any]) -> Answer:
        """Send many documents and return what became of each, or 429; raises StatementFailed."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


class Bulk:
    """Sends actions portion by portion: calls of `size` actions each, for about `seconds`."""

    def __init__(
        self,
        session: Session,
        actions: Iterable[Action],
        index: str,
        size: int,
        pipeline: str,
        seconds: float,
    ) -> None:
        self._session = session
        self._actions = iter(actions)
        self._passed = 0
        self._size = size
        self._seconds = seconds
        self._stopped: BaseException | None = None
        place = f"/{quote(index, safe='')}" if index else ""
        piped = f"&pipeline={quote(pipeline)}" if pipeline else ""
        self._target = f"{place}/_bulk?filter_path={_TOLD}{piped}"

    def portion(self, step: S) -> S:
        """Send the next actions after those that are done."""
        if self._stopped is not None:
            raise self._stopped
        missing = step.done - self._passed
        if missing > 0:
            self._passed += sum(1 for _ in islice(self._actions, missing))
        done, end = step.done, time.monotonic() + self._seconds
        while True:
            try:
                sent = self._next(done)
            except BaseException as error:
                if done == step.done:
                    raise
                # What was sent is remembered first.
                self._stopped = error
                sent = self._size
            else:
                done += sent
            if sent < self._size or self._stopped or time.monotonic() >= end:
                made: S = replace(step, done=done, finished=sent < self._size)
                return made

    def _next(self, before: int) -> int:
        """Send one call of actions; returns how many."""
        found = list(islice(self._actions, self._size))
        self._passed += len(found)
        if found:
            self._send(found, before)
        return len(found)

    def _send(self, actions: Sequence[Action], before: int) -> None:
        """Send actions; those that the server has no room for now are sent again."""
        left = list(actions)
        for attempt in range(_TRIES):
            body = [line for action in left for line in _lines(action)]
            told = self._session.bulk(self._target, body).told
            if told.get("errors") is False:
                return
            left = self._refused(left, told, before)
            if not left:
                return
            time.sleep(_PAUSE * 2**attempt)
        raise self._session.failed(f"the server had no room for {len(left)} items, again and again")

    def _refused(self, sent: list[Action], told: Mapping[str, Any], before: int) -> list[Action]:
        """Return the actions that there was no room for; raises StatementFailed for the others."""
        items = told.get("items")
        if items is None:
            return sent
        if failed := [item for item in items if _failed(item)]:
            raise self._session.failed(_told(failed, before))
        outcomes = (next(iter(item.values())) for item in items)
        pairs = zip(sent, outcomes, strict=True)
        return [action for action, one in pairs if one.get("status") == _BUSY]


def _lines(action: Action) -> Iterator[Any]:
    word, id_, *rest = action
    if word not in _WORDS or len(rest) != (word not in _WITHOUT):
        raise UsageError(
            f"An action is a word of {', '.join(_WORDS)}, an id, and but for delete a document;"
            f" this is {tuple(action)!r:.200}."
        )
    yield {word: {} if id_ is None else {"_id": str(id_)}}
    if rest:
        yield {"doc": rest[0]} if word == "update" else rest[0]


def _failed(item: dict[str, Any]) -> bool:
    """Say whether an item failed for good; what is gone or there already did not."""
    ((word, one),) = item.items()
    if word == "delete" and one.get("status") == _GONE and "error" not in one:
        return False
    if word == "create" and one.get("status") == _TAKEN:
        return False
    return "error" in one and one.get("status") != _BUSY


def _told(failed: Sequence[dict[str, Any]], before: int) -> str:
    said = list(failed_items(failed))
    more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    place = f"after {before} that were written, " if before else ""
    return f"{place}{len(said)} items failed: {'; '.join(said[:_SHOWN])}{more}"

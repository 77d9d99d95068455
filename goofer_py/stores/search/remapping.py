"""Another mapping for what an alias stands for: by a new index that takes the old one's place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from goofer_py.errors import UsageError
from goofer_py.stores.search.calls import untold
from goofer_py.stores.search.tasks import COPY, cancel, running
from goofer_py.stores.search.wire import Answer, dumped

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed

_PAGE, _WINDOW = 1000, "index.max_result_window"
_REPLACED, _SINCE = "goofer_replaced", "goofer_since"
_BEGINNING = -1
"""A number below that of the first write to an index."""


class Session(Protocol):
    """A session, as far as this needs it."""

    @property
    def mark(self) -> str:
        """What the marks of its tasks begin with."""

    def call(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        fine: Sequence[int] = (),
        mark: str = "",
    ) -> Answer:
        """Send one call; raises StatementFailed for what went wrong but the statuses in `fine`."""

    def task(self, id_: str) -> Mapping[str, Any] | None:
        """Return how a task of the server's is; None when the server does not know it."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


class Remapping:
    """Changes what one alias stands for."""

    def __init__(self, session: Session, alias: str) -> None:
        self._session = session
        self._alias = alias

    def old(self, new: str) -> str:
        """Return the index that the alias stands for, or stood for before `new`.

        Raises UsageError when it is no alias, or stands for several.
        """
        names = self._indexes()
        if self._alias in names:
            raise UsageError(
                f"{self._alias} is an index, and only an alias can be switched without downtime.",
                hint=f"give the index an alias with another name, and let programs use that one:"
                f" helpers.put_alias('NAME', {self._alias!r})",
            )
        if names == [new]:
            return self._noted(new)
        if len(names) != 1:
            raise UsageError(
                f"The alias {self._alias} stands for {', '.join(names) or 'no index'}; to change"
                " the mapping, it has to stand for one."
            )
        return names[0]

    def switched(self, new: str) -> bool:
        """Say whether the alias stands for `new` alone."""
        return self._indexes() == [new]

    def refuse_other(self, new: str, old: str) -> None:
        """Raise UsageError for an index with documents that is not the copy of `old`."""
        if self._noted(new) != old and self._counts(new) != [0]:
            raise UsageError(
                f"{new} is there already, with documents that are no copies of those of {old};"
                " they would be deleted. Nothing was changed.",
                hint="give the new index another name, or delete it first",
            )

    def hold(self, index: str) -> None:
        """Let an index take no writes, and wait for those that are under way."""
        self._session.call("PUT", f"{_path(index)}/_block/write")

    def let_go(self, index: str) -> None:
        """Let an index take writes again, if it is there."""
        body = {"index": {"blocks": {"write": None}}}
        self._session.call("PUT", f"{_path(index)}/_settings?ignore_unavailable=true", body)

    def switch(self, new: str) -> None:
        """Let the alias stand for `new` alone, in one call, with the options it had."""
        found = self._aliases()
        before = {name: one["aliases"][self._alias] for name, one in found.items()}
        options: Mapping[str, Any] = next(iter(before.values()), {})
        removed = [
            {"remove": {"index": name, "alias": self._alias}} for name in before if name != new
        ]
        added = {"add": {"index": new, "alias": self._alias, **options}}
        self._session.call("POST", "/_aliases", {"actions": [*removed, added]})

    def note(self, new: str, old: str) -> None:
        """Write into the mapping of an index which one it takes the place of.

        What is written to it from now on is found by that.
        """
        noted = {_REPLACED: old, _SINCE: self._checkpoint(new)}
        self._session.call("PUT", f"{_path(new)}/_mapping", {"_meta": {**self._meta(new), **noted}})

    def noted_since(self, new: str) -> int:
        """Return the number after which what was written to an index since has its own."""
        return int(self._meta(new).get(_SINCE, _BEGINNING))

    def copying(
        self,
        source: str,
        into: str,
        options: Mapping[str, Any],
        *,
        since: int | None = None,
        anew: bool = False,
    ) -> Callable[[Any], Any]:
        """Return what looks after the task that copies, and begins it where there is none.

        With `since`, what was written after that number is copied, whatever `into` has; without,
        what is newer there stays. A task that an earlier run had begun is gone on with, unless it
        failed; not with `anew`. `since_of` tells of the step what it did not copy for sure.
        """
        if since is None:
            body = _everything(source, into, options)
        else:
            body = _written_after(since, source, into, options)
        mine: set[str] = set()

        def portion(step: Any) -> Any:
            known = {} if step.position is None else json.loads(step.position)
            id_ = known.get("task")
            told = None if id_ is None else self._session.task(id_)
            # The server forgets its tasks when it ends; what was copied stays, and is skipped.
            if told is None or (id_ not in mine and _went_wrong(told)):
                after = known.get("since", self._checkpoint(source))
                begun = (None if anew else self._running(body)) or self._begun(body)
                mine.add(begun)
                return replace(step, position=json.dumps({"task": begun, "since": after}))
            mine.add(str(id_))
            return self._looked(step, told)

        return portion

    def closing(
        self, source: str, into: str, options: Mapping[str, Any], since: int, *, noting: bool
    ) -> Callable[[Any], Any]:
        """Return what copies the rest while `source` takes no writes, compares, and switches.

        What an earlier run copied so counts for nothing: `source` has taken writes since. What
        takes whose place is noted in the new one, if that is wanted.
        """
        begun, whole = False, False
        copying = self.copying(source, into, options, since=since, anew=True)

        def portion(step: Any) -> Any:
            nonlocal begun, whole, copying
            if not begun:
                self.hold(source)
                self._cancel(source, into)
                begun = True
                step = replace(step, position=None)
            looked = copying(step)
            if not looked.finished:
                return looked
            if not whole and self._lacks(source, into):
                # Somebody took away what was copied: then all of it.
                whole, copying = True, self.copying(source, into, options, since=_BEGINNING)
                return replace(looked, position=None, finished=False)
            self._compare(source, into)
            if noting:
                self.note(into, source)
            self.switch(into)
            return looked

        return portion

    def _lacks(self, old: str, new: str) -> bool:
        counts = self._counts(old, new)
        return counts[1] < counts[0]

    def _compare(self, old: str, new: str) -> None:
        """Take what is in `old` no more out of `new`; raises StatementFailed if they still differ.

        Nothing may be written to either.
        """
        counts = self._counts(old, new)
        if counts[1] > counts[0]:
            self._remove_gone(old, new)
            counts = self._counts(old, new)
        if counts[0] != counts[1]:
            raise self._session.failed(
                f"{old} has {counts[0]} documents and {new} {counts[1]}; the alias {self._alias}"
                " was not switched"
            )

    def _checkpoint(self, index: str) -> int:
        """Return the number up to which all that was written to each of the shards is there."""
        told = self._session.call("GET", f"{_path(index)}/_stats/docs?level=shards").told
        shards = (
            copy
            for one in told.get("indices", {}).values()
            for copies in one["shards"].values()
            for copy in copies
        )
        numbers = [
            int(one["seq_no"]["local_checkpoint"])
            for one in shards
            if one.get("routing", {}).get("primary") and "seq_no" in one
        ]
        return min(numbers, default=_BEGINNING)

    def _looked(self, step: Any, told: Mapping[str, Any]) -> Any:
        status = told["task"]["status"]
        done = sum(int(status.get(word, 0)) for word in ("created", "updated", "version_conflicts"))
        if not told.get("completed"):
            return replace(step, done=done, total=int(status.get("total", 0)))
        if "error" in told:
            raise self._session.failed(Answer(500, dict(told)).reason)
        response = told.get("response", {})
        if fault := untold(response):
            raise self._session.failed(fault[0])
        total = int(response.get("total", done))
        return replace(step, done=total, total=total, finished=True)

    def _begun(self, body: Mapping[str, Any]) -> str:
        source = body["source"]
        # A task copies what searches find.
        self._session.call("POST", f"{_path(source['index'])}/_refresh")
        target = "/_reindex?wait_for_completion=false&refresh=true"
        sized = {**body, "source": {"size": self._page(source["index"]), **source}}
        return str(self._session.call("POST", target, sized, mark=_mark(body)).told["task"])

    def _running(self, body: Mapping[str, Any]) -> str | None:
        """Return the task that does this already, begun by a run that was ended."""
        found = (one.id for one in running(self._session) if one.mark == _mark(body))
        return next(found, None)

    def _cancel(self, source: str, into: str) -> None:
        """End what earlier runs left copying: it might write again what is deleted then."""
        for one in tuple(running(self._session)):
            if one.mark.startswith(COPY) and one.copies(source, into):
                cancel(self._session, one.id)

    def _counts(self, *names: str) -> list[int]:
        found = []
        for name in names:
            self._session.call("POST", f"{_path(name)}/_refresh")
            found.append(int(self._session.call("GET", f"{_path(name)}/_count").told["count"]))
        return found

    def _remove_gone(self, old: str, new: str) -> None:
        """Delete from `new` what was deleted from `old` while it was copied."""
        target = f"{_path(new)}/_search?scroll=5m"
        query = {"size": self._page(new), "_source": False, "sort": ["_doc"]}
        told = self._session.call("POST", target, query).told
        try:
            while hits := told["hits"]["hits"]:
                self._remove(old, new, hits)
                more = {"scroll": "5m", "scroll_id": told["_scroll_id"]}
                told = self._session.call("POST", "/_search/scroll", more).told
        finally:
            ended = {"scroll_id": told["_scroll_id"]}
            self._session.call("DELETE", "/_search/scroll", ended, fine=(404,))

    def _page(self, index: str) -> int:
        """Return how many documents the server gives of an index at once."""
        told = self._session.call("GET", f"{_path(index)}/_settings?flat_settings=true").told
        limits = (one["settings"].get(_WINDOW, _PAGE) for one in told.values())
        return min(_PAGE, *map(int, limits))

    def _remove(self, old: str, new: str, hits: Sequence[Mapping[str, Any]]) -> None:
        places = [_place(hit) for hit in hits]
        asked = f"{_path(old)}/_mget?_source=false"
        docs = self._session.call("POST", asked, {"docs": places}).told["docs"]
        pairs = zip(places, docs, strict=True)
        body = [{"delete": place} for place, one in pairs if not one.get("found")]
        if body:
            self._session.call("POST", f"{_path(new)}/_bulk", body)

    def _aliases(self) -> Mapping[str, Any]:
        answer = self._session.call("GET", f"/_alias{_path(self._alias)}", fine=(404,))
        return {} if answer.status == 404 else answer.told

    def _indexes(self) -> list[str]:
        answer = self._session.call("GET", f"{_path(self._alias)}/_alias", fine=(404,))
        return [] if answer.status == 404 else sorted(answer.told)

    def _noted(self, new: str) -> str:
        return str(self._meta(new).get(_REPLACED, ""))

    def _meta(self, index: str) -> Mapping[str, Any]:
        told = self._session.call("GET", f"{_path(index)}/_mapping").told
        found: Mapping[str, Any] = next(iter(told.values()))["mappings"].get("_meta", {})
        return found


def since_of(step: Any) -> int:
    """Return the number after which a step that has copied may have missed what was written."""
    return int(json.loads(step.position)["since"])


def _everything(source: str, into: str, options: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "conflicts": "proceed",
        **options,
        "source": {"index": source, **options.get("source", {})},
        "dest": {"index": into, "version_type": "external", **options.get("dest", {})},
    }


def _written_after(
    since: int, source: str, into: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    """Return how to copy what was written after a number, over what is there."""
    wanted = options.get("source", {})
    found = [{"range": {"_seq_no": {"gt": since}}}, *filter(None, [wanted.get("query")])]
    return {
        **options,
        "source": {"index": source, **wanted, "query": {"bool": {"filter": found}}},
        "dest": {"index": into, **options.get("dest", {})},
    }


def _went_wrong(told: Mapping[str, Any]) -> bool:
    """Say whether a task is over and did not do what it should."""
    over = bool(told.get("completed"))
    return over and ("error" in told or untold(told.get("response", {})) is not None)


def _mark(body: Mapping[str, Any]) -> str:
    """Return what tells the tasks that copy in just this way from all others."""
    return f"{COPY}{sha256(dumped(body).encode()).hexdigest()[:16]}"


def _place(hit: Mapping[str, Any]) -> dict[str, Any]:
    routing = hit.get("_routing")
    return {"_id": hit["_id"], **({} if routing is None else {"routing": routing})}


def _path(name: str) -> str:
    return f"/{quote(name, safe=',')}"

"""What is known of calls: what is sent, what an answer says, and what may be sent again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, quote

from goofer_py.stores.search.script import is_listed
from goofer_py.stores.search.wire import JSON, LINES, Answer, dumped, lines

_SHOWN = 5
_TASKS = ("_reindex", "_update_by_query", "_delete_by_query")
"""What the server does in a task of its own, for as long as it takes."""
_GONE = "not_found"
_HARMLESS = frozenset(
    (
        *("_mapping", "_mappings", "_settings", "_alias", "_template", "_index_template"),
        *("_component_template", "_block", "_refresh", "_flush", "_forcemerge", "_open", "_close"),
        *("_reindex", "_delete_by_query", "_scripts", "_search", "_count", "_mget", "_msearch"),
    )
)
"""The words in paths that may be asked for twice without harm."""
_POLICIES = ("_ingest", "_ilm", "_cluster", "_cache")
_SINGLE = (
    *("_alias", "_template", "_index_template", "_component_template"),
    *("pipeline", "policy", "policies"),
)
"""What stands at a path that may also be read."""
_SAME_AGAIN = frozenset(("index", "delete"))


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a script."""

    method: str
    target: str
    body: Any = None

    @property
    def path(self) -> str:
        """The target without parameters."""
        return self.target.partition("?")[0]

    @property
    def words(self) -> tuple[str, ...]:
        """What stands between the strokes of the path."""
        return tuple(word for word in self.path.split("/") if word)

    @property
    def parameters(self) -> Mapping[str, str]:
        """What follows the path."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @property
    def kind(self) -> str:
        """What kind of body it has."""
        return LINES if is_listed(self.target) else JSON

    @property
    def text(self) -> str | None:
        """The body as it is sent."""
        if self.body is None:
            return None
        return lines(self.body) if self.kind == LINES else dumped(self.body)

    @property
    def about(self) -> str:
        """What to call it in messages."""
        return f"{self.method} {self.path}"

    def as_task(self) -> Call | None:
        """Return it as the server is to do it in a task, where it is one that may take long."""
        if self.words[-1:] == () or self.words[-1] not in _TASKS:
            return None
        if "wait_for_completion" in self.parameters:
            return None
        joined = "&" if "?" in self.target else "?"
        return Call(self.method, f"{self.target}{joined}wait_for_completion=false", self.body)


def read(text: str) -> Call:
    """Read a call of a script."""
    found = json.loads(text)
    return Call(found["method"], found["path"], found.get("body"))


def fault_of(call: Call, answer: Answer) -> tuple[str, str] | None:
    """Return what an answer says went wrong, and the server's word for it; None for nothing."""
    if answer.status >= 400:
        # Who deletes a document wants it gone, and it is.
        gone = call.method == "DELETE" and answer.told.get("result") == _GONE
        return None if gone else (answer.reason, answer.kind or str(answer.status))
    return untold(answer.told)


def untold(told: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what went wrong by an answer that was good as far as its status goes."""
    if told.get("errors") is True:
        failed = list(failed_items(told.get("items", ())))
        return _few("items failed", failed), "bulk"
    if failures := told.get("failures"):
        return _few("failures", [dumped(one) for one in failures]), "failures"
    if canceled := told.get("canceled"):
        return f"the task was cancelled: {canceled}", "canceled"
    if told.get("timed_out") is True:
        return "it did not come about in time", "timed_out"
    if told.get("acknowledged") is False:
        return "not all nodes have answered in time that they know of it", "acknowledged"
    return None


def failed_items(items: Any) -> Iterator[str]:
    """Yield what is to be told of each item of a bulk that failed."""
    for number, item in enumerate(items, 1):
        ((action, one),) = item.items()
        if error := one.get("error"):
            place = f"{one.get('_index')}/{one.get('_id')}"
            said = Answer(int(one.get("status", 400)), {"error": error}).reason
            yield f"item {number} ({action} {place}): {said}"


def _few(what: str, said: list[str]) -> str:
    more = f" and {len(said) - _SHOWN} more" if len(said) > _SHOWN else ""
    return f"{len(said)} {what}: {'; '.join(said[:_SHOWN])}{more}"


def trace_of(call: Call, ask: Callable[[str], Answer]) -> str | None:
    """Return nothing of what may be sent again, or what it changes as it stands; None: not known.

    `ask` gets a path.
    """
    words = call.words
    if call.method in ("GET", "HEAD") or _harmless(call):
        # A task may still be doing it: that is looked for, and then it is done again.
        return "" if call.as_task() is None else "again:"
    if words == ("_aliases",):
        return f"aliases:{_digest(ask(_named_by(call.body)).body)}"
    if len(words) == 1 and not words[0].startswith("_"):
        return f"index:{_identity(words[0], ask)}"
    if len(words) == 3 and words[1] in ("_clone", "_split", "_shrink"):
        return f"index:{_identity(words[2], ask)}"
    return f"state:{_state(call, ask)}" if any(word in _SINGLE for word in words) else None


def _named_by(body: Any) -> str:
    """Return where the aliases are told that a call for several of them concerns."""
    actions = [one for each in (body or {}).get("actions", ()) for one in each.values()]
    names = [name for one in actions for key in ("alias", "aliases") for name in _listed(one, key)]
    return f"/_alias/{','.join(quote(name, safe='*') for name in names)}" if names else "/_alias"


def _listed(found: Mapping[str, Any], key: str) -> list[str]:
    value = found.get(key, [])
    return [value] if isinstance(value, str) else list(value)


def _state(call: Call, ask: Callable[[str], Answer]) -> str:
    """Return what stands at the path that is to be written or deleted."""
    answer = ask(call.path)
    if call.method == "DELETE" or answer.status != 200:
        return str(answer.status)
    return _digest(answer.body)


def _harmless(call: Call) -> bool:
    words, body = call.words, call.body or {}
    if words[-1:] == ("_bulk",):
        return all(map(_same_again, _actions(call.body)))
    if not words or "_rollover" in words:
        return False
    if "_doc" in words:
        conditions = ("op_type", "if_seq_no", "version")
        named = len(words) > words.index("_doc") + 1
        return named and not any(one in call.parameters for one in conditions)
    if "_update" in words:
        return "doc" in body and "script" not in body
    if call.method == "DELETE":
        return False
    return words[0] in _POLICIES or any(word in _HARMLESS for word in words)


def _actions(body: Any) -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """Yield the actions of a bulk, with their documents."""
    found = iter(body or ())
    for line in found:
        ((action, about),) = line.items()
        yield action, about or {}, None if action == "delete" else next(found, None)


def _same_again(action: tuple[str, Mapping[str, Any], Any]) -> bool:
    name, about, document = action
    if name == "update":
        return isinstance(document, dict) and "doc" in document
    return name in _SAME_AGAIN and "_id" in about and "if_seq_no" not in about


def _identity(name: str, ask: Callable[[str], Answer]) -> str:
    """Return what indexes are called inside of the server; nothing without any."""
    told = ask(f"/{name}/_settings?expand_wildcards=all&ignore_unavailable=true").told
    settings = (one.get("settings", {}).get("index", {}) for one in told.values() if one)
    return ",".join(sorted(str(one.get("uuid", "")) for one in settings))


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]

"""What is answered on which path, whoever asks: the part that ASGI and WSGI have in common."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

from goofer_py.errors import MissingDriver
from goofer_py.observe.configured import Databases, lookers
from goofer_py.observe.looking import Asked, Looks

if TYPE_CHECKING:
    from goofer_py.observe.metrics import Metrics
    from goofer_py.observe.standing import Standing

STATUS, HEALTH, READY, METRICS = "/status", "/healthz", "/readyz", "/metrics"
_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"
_EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"
_LONGER = 12
"""How many times as long a look for drift or hazards may take."""
_READY_TIMES = 10
"""How many times as long probes are told that all is well, of which there may be many."""
_YES = ("1", "true", "yes")
Named = Sequence[tuple[str, str | None]]
"""Databases by their names, and tenants of them."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    code: int
    body: bytes
    kind: str = _JSON

    @property
    def headers(self) -> dict[str, str]:
        """The headers, by their names."""
        return {
            "Content-Type": self.kind,
            "Content-Length": str(len(self.body)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }

    @property
    def line(self) -> str:
        """The code and what it means."""
        return f"{self.code} {HTTPStatus(self.code).phrase}"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked on one path: of which databases, and what is made of it."""

    path: str
    asked: tuple[Asked, ...]
    seconds: float
    one: bool = False


class Pages:
    """Answers for databases: those of the settings files, or a program's own by their names.

    Without a `config` file the nearest goofer.toml or pyproject.toml is read. Each database may
    take `timeout` seconds. What was found is told for `max_age` seconds, that a database is ready
    for ten times as long, and how many tenants stand for `tenants_max_age`. `drift` and `hazards`
    say whether those may be asked for. `metrics` are those that a program's own runs are told to.
    With `looks`, it is these that are asked. Raises ConfigError.
    """

    def __init__(  # noqa: PLR0913 - each is said by its name
        self,
        databases: Databases | None = None,
        *,
        config: str | Path | None = None,
        timeout: float = 5.0,
        max_age: float = 1.0,
        tenants_max_age: float = 60.0,
        drift: bool = False,
        hazards: bool = False,
        metrics: Metrics | None = None,
        looks: Looks | None = None,
    ) -> None:
        self.looks = looks or Looks(
            lookers(databases, config),
            max_age,
            tenants_max_age=tenants_max_age,
            ready_times=_READY_TIMES,
        )
        self._timeout = timeout
        self._may = {"drift": drift, "hazards": hazards}
        self._metrics = metrics

    def question(self, method: str, path: str, query: str) -> Question | Answer:
        """Return what has to be looked at for an answer, or the answer."""
        if method not in ("GET", "HEAD"):
            return _refusal(405, "this is only read")
        path = path.rstrip("/") or STATUS
        if path == HEALTH:
            return _json({"ok": True})
        one = path.startswith(f"{STATUS}/")
        if not one and path not in (STATUS, READY, METRICS):
            return _refusal(404, f"there are {STATUS}, {HEALTH}, {READY} and {METRICS}")
        named = self._named(unquote(path.removeprefix(f"{STATUS}/"))) if one else self._all()
        if not named:
            return _refusal(404, "there is no such database")
        wanted = self._wanted(query) if path.startswith(STATUS) else {}
        for name in wanted:
            if not self._may[name]:
                return _refusal(403, f"{name} cannot be asked for here")
        how = dict.fromkeys(wanted, True) | {"brief": not path.startswith(STATUS)}
        asked = tuple(Asked(name, tenant, **how) for name, tenant in named)
        seconds = self._timeout * (_LONGER if wanted else 1)
        return Question(path, asked, seconds, one)

    def _all(self) -> Named:
        return [(name, None) for name in self.looks.names]

    def _named(self, rest: str) -> Named:
        """Return the database that a path names, and which of its tenants."""
        if rest in self.looks.names:
            return [(rest, None)]
        return [
            (name, rest.removeprefix(f"{name}/"))
            for name in self.looks.names
            if self.looks.many(name) and rest.startswith(f"{name}/")
        ][:1]

    def answer(self, question: Question, found: Sequence[Standing]) -> Answer:
        """Return what is made of what was found."""
        if question.path == METRICS:
            return self._exposition(found)
        ready = all(one.ready for one in found)
        if question.path == READY:
            shown = [
                {"name": one.name, "ready": one.ready, "reasons": one.reasons} for one in found
            ]
            return _json({"ready": ready, "databases": shown}, 200 if ready else 503)
        if question.one:
            if found[0].unknown:
                return _refusal(404, "there is no such tenant")
            return _json(found[0].document())
        documents = [one.document(whole=False) for one in found]
        return _json({"ready": ready, "databases": documents})

    def _wanted(self, query: str) -> list[str]:
        given = parse_qs(query)
        return [name for name in self._may if given.get(name, [""])[-1] in _YES]

    def _exposition(self, found: Sequence[Standing]) -> Answer:
        try:
            from goofer_py.observe.metrics import Metrics
        except MissingDriver as error:
            return Answer(501, f"{error.message} {error.hint}\n".encode(), _TEXT)
        if self._metrics is None:
            self._metrics = Metrics()
        for one in found:
            self._metrics.stands(one)
        return Answer(200, self._metrics.exposition(), _EXPOSITION)


def _json(document: dict[str, Any], code: int = 200) -> Answer:
    return Answer(code, json.dumps(document, default=str).encode())


def _refusal(code: int, why: str) -> Answer:
    return _json({"error": why}, code)

"""What makes the usual migrations of indexes short: idempotent, and safe to be cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from goofer_py.errors import LockLost, UsageError
from goofer_py.stores.portions import Steps, remembering
from goofer_py.stores.search.bulk import Action, Bulk
from goofer_py.stores.search.remapping import Remapping, since_of
from goofer_py.stores.search.served import OPENSEARCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from goofer_py.errors import StatementFailed
    from goofer_py.stores.search.served import Served
    from goofer_py.stores.search.wire import Answer

Body = Mapping[str, Any]

_SIZE = 1000
_TOGETHER = 0.5
"""For how many seconds calls are sent before it is remembered how far they are."""


class Session(Protocol):
    """A session, as far as the helpers need it."""

    @property
    def client(self) -> Any:
        """The client of elasticsearch or of opensearchpy."""

    @property
    def server(self) -> Served:
        """What the server says it is."""

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

    def bulk(self, target: str, body: Sequence[Any]) -> Answer:
        """Send many documents and return what became of each, or 429; raises StatementFailed."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


class SearchHelpers:
    """The helpers of one migration.

    What makes or drops something leaves what is so already as it is. What goes through documents
    remembers how far it is after each portion, so that a run that was ended anywhere is gone on
    with by the next.
    """

    def __init__(self, session: Session, steps: Steps | None) -> None:
        self._session = session
        self._steps = steps

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Send any call and return what is answered; raises StatementFailed."""
        return self._session.call(method, path, body).body

    def index_document(
        self, index: str, id_: str, document: Body, *, refresh: bool = False, pipeline: str = ""
    ) -> None:
        """Write a document, new or in the place of the one before."""
        options = [*(("refresh=true",) if refresh else ()), *_pipeline(pipeline)]
        target = f"{_path(index)}/_doc/{quote(id_, safe='')}"
        self._session.call("PUT", f"{target}?{'&'.join(options)}".rstrip("?"), document)

    def delete_document(self, index: str, id_: str) -> None:
        """Delete a document, if it is there."""
        self._session.call("DELETE", f"{_path(index)}/_doc/{quote(id_, safe='')}", fine=(404,))

    def bulk(
        self,
        actions: Iterable[Action],
        *,
        index: str = "",
        size: int = _SIZE,
        pause: float = 0.0,
        name: str = "",
        pipeline: str = "",
    ) -> int:
        """Send actions as they are yielded, `size` in a call; returns how many, with earlier runs.

        An action is ("index", ID, DOCUMENT), ("create", ...), ("update", ...) or ("delete", ID);
        an earlier run's are yielded again and passed over, so they have to come in the same order.
        Raises StatementFailed with the items that failed.
        """
        if size < 1:
            raise UsageError(f"A portion has at least one action; {size} is too few.")
        together = 0.0 if pause else _TOGETHER
        work = Bulk(self._session, actions, index, size, pipeline, together)
        return int(self._remembered(f"bulk {index} {name}".strip(), work.portion, pause).done)

    def create_index(
        self,
        name: str,
        *,
        mappings: Body | None = None,
        settings: Body | None = None,
        aliases: Body | None = None,
    ) -> None:
        """Create an index, if it is not there."""
        given = {"mappings": mappings, "settings": settings, "aliases": aliases}
        if not self.exists(name):
            body = {key: value for key, value in given.items() if value is not None}
            self._session.call("PUT", _path(name), body)

    def delete_index(self, name: str) -> None:
        """Delete an index with all its documents, if it is there."""
        self._session.call("DELETE", f"{_path(name)}?ignore_unavailable=true")

    def exists(self, name: str) -> bool:
        """Say whether there is an index or an alias of that name."""
        answer = self._session.call("GET", f"{_path(name)}/_alias", fine=(404,))
        return bool(answer.status == 200 and answer.told)

    def put_mapping(self, index: str, properties: Body, **options: Any) -> None:
        """Add fields to a mapping; raises StatementFailed for a field that cannot be changed."""
        body = {"properties": properties, **options}
        self._session.call("PUT", f"{_path(index)}/_mapping", body)

    def put_settings(self, index: str, settings: Body, *, closed: bool = False) -> None:
        """Change settings of an index, which is `closed` meanwhile for those that want that."""
        if closed:
            self._session.call("POST", f"{_path(index)}/_close")
        try:
            self._session.call("PUT", f"{_path(index)}/_settings", settings)
        finally:
            if closed:
                self._session.call("POST", f"{_path(index)}/_open")

    def put_template(self, name: str, template: Body) -> None:
        """Write an index template."""
        self._session.call("PUT", f"/_index_template{_path(name)}", template)

    def delete_template(self, name: str) -> None:
        """Delete an index template, if it is there."""
        self._session.call("DELETE", f"/_index_template{_path(name)}", fine=(404,))

    def put_component(self, name: str, template: Body) -> None:
        """Write a component template, which index templates are composed of."""
        self._session.call("PUT", f"/_component_template{_path(name)}", template)

    def delete_component(self, name: str) -> None:
        """Delete a component template, if it is there."""
        self._session.call("DELETE", f"/_component_template{_path(name)}", fine=(404,))

    def put_pipeline(self, name: str, processors: Sequence[Body], description: str = "") -> None:
        """Write an ingest pipeline."""
        body = {"description": description, "processors": list(processors)}
        self._session.call("PUT", f"/_ingest/pipeline{_path(name)}", body)

    def delete_pipeline(self, name: str) -> None:
        """Delete an ingest pipeline, if it is there."""
        self._session.call("DELETE", f"/_ingest/pipeline{_path(name)}", fine=(404,))

    def put_policy(self, name: str, policy: Body) -> None:
        """Write a policy of the life of indexes: of ILM on Elasticsearch, of ISM on OpenSearch."""
        target = self._policy(name)
        if self._session.server.name == OPENSEARCH:
            there = self._session.call("GET", target, fine=(404,))
            if there.status == 200:
                version = there.told
                target += (
                    f"?if_seq_no={version['_seq_no']}&if_primary_term={version['_primary_term']}"
                )
        self._session.call("PUT", target, {"policy": policy})

    def delete_policy(self, name: str) -> None:
        """Delete a policy, if it is there."""
        self._session.call("DELETE", self._policy(name), fine=(404,))

    def put_alias(self, alias: str, index: str, **options: Any) -> None:
        """Let an alias stand for an index, beside those that it stands for already."""
        self._session.call("PUT", f"{_path(index)}/_alias{_path(alias)}", options)

    def delete_alias(self, alias: str, index: str) -> None:
        """Let an alias stand for an index no more."""
        self._session.call("DELETE", f"{_path(index)}/_alias{_path(alias)}", fine=(404,))

    def switch_alias(self, alias: str, index: str) -> None:
        """Let an alias stand for `index` alone, in one call: no search finds none or both."""
        self._remapping(alias).switch(index)

    def refresh(self, index: str) -> None:
        """Let searches find what was written."""
        self._session.call("POST", f"{_path(index)}/_refresh")

    def count(self, index: str, query: Body | None = None) -> int:
        """Return how many documents searches find."""
        body = None if query is None else {"query": query}
        return int(self._session.call("POST", f"{_path(index)}/_count", body).told["count"])

    def reindex(self, source: str, into: str, *, pause: float = 0.5, **options: Any) -> int:
        """Copy the documents of an index in a task of the server's; returns how many there were.

        `options` are those of the body of `_reindex`: script, max_docs. Documents that are newer
        in `into` stay. A run that was ended goes on with the task, if the server still has it.
        """
        work = self._remapping("").copying(source, into, options)
        return int(self._remembered(f"reindex {source} to {into}", work, pause).total)

    def change_mapping(
        self,
        alias: str,
        new: str,
        *,
        mappings: Body,
        settings: Body | None = None,
        pause: float = 0.5,
        **options: Any,
    ) -> str:
        """Give what an alias stands for another mapping, by a new index; returns the old one.

        Documents are copied while they are read and written. What was written meanwhile is copied
        then, for which the old index takes no writes: readers notice nothing, and writers are
        refused for this long. Only if both have equally many documents is the alias switched, in
        one call. The old index is kept, without writes; `options` are those of `_reindex`.
        """
        remapping = self._remapping(alias)
        old = remapping.old(new)
        if remapping.switched(new):
            return old
        if self.exists(new):
            remapping.refuse_other(new, old)
        self.create_index(new, mappings=mappings, settings=settings)
        remapping.note(new, old)
        self._moved(remapping, old, new, options, pause, noting=True)
        return old

    def change_back(
        self, alias: str, old: str, new: str, *, copy: bool = True, pause: float = 0.5
    ) -> None:
        """Let an alias stand for the index that was kept again, and delete the new one.

        With `copy`, what was written to the new one since goes back before.
        """
        remapping = self._remapping(alias)
        remapping.let_go(old)
        if not self.exists(new):
            return
        if copy and not remapping.switched(old):
            since = remapping.noted_since(new)
            self._moved(remapping, new, old, {}, pause, since=since)
        remapping.switch(old)
        self.delete_index(new)

    def _moved(
        self,
        remapping: Remapping,
        source: str,
        into: str,
        options: Body,
        pause: float,
        *,
        since: int | None = None,
        noting: bool = False,
    ) -> None:
        """Copy while `source` is written, then what was written meanwhile, and then the rest."""
        for name in (f"reindex {source} to {into}", f"what was written to {source} meanwhile"):
            work = remapping.copying(source, into, options, since=since)
            since = since_of(self._remembered(name, work, pause))
        rest = remapping.closing(source, into, options, since or 0, noting=noting)
        try:
            self._remembered(f"switch from {source} to {into}", rest, pause)
        except LockLost:
            # The run that has the lease may be at this very step.
            raise
        except BaseException:
            remapping.let_go(source)
            raise

    def _policy(self, name: str) -> str:
        if self._session.server.name == OPENSEARCH:
            return f"/_plugins/_ism/policies{_path(name)}"
        return f"/_ilm/policy{_path(name)}"

    def _remapping(self, alias: str) -> Remapping:
        return Remapping(self._session, alias)

    def _remembered(self, name: str, work: Callable[[Any], Any], pause: float) -> Any:
        return remembering(self._steps, name).portions(name, work, pause)


def _path(name: str) -> str:
    return f"/{quote(name, safe=',*')}"


def _pipeline(name: str) -> tuple[str, ...]:
    return (f"pipeline={quote(name, safe='')}",) if name else ()

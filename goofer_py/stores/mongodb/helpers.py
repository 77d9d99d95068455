"""What makes the usual migrations of collections short: idempotent, and safe to be cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from goofer_py.stores.mongodb import batches
from goofer_py.stores.mongodb.schema import validator_of
from goofer_py.stores.mongodb.shards import shard_key
from goofer_py.stores.portions import Steps, remembering

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed

Document = Mapping[str, Any]
Validator = Document | type[Any]
"""What a query is made of, or a pydantic or SQLModel class."""
Keys = str | Sequence[tuple[str, Any]]
"""One field, or fields with 1, -1, "text", "2dsphere" or "hashed"."""
Update = Document | Sequence[Document] | Callable[[dict[str, Any]], Document | None]
T = TypeVar("T")
S = TypeVar("S", bound=Any)

_SIZE = 1000
_NO_INDEX, _NO_COLLECTION = "27", "26"


class Session(Protocol):
    """A session, as far as the helpers need it."""

    @property
    def data(self) -> Any:
        """The database of the URL."""

    @property
    def transaction(self) -> Any:
        """The driver's session of the transaction that is open, or None."""

    def command(self, document: Any) -> Any:
        """Run one command."""

    def guarded(self, call: Callable[[], T]) -> T:
        """Do something; raises StatementFailed or ConnectionFailed."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


class MongoHelpers:
    """The helpers of one migration.

    What makes or drops something leaves what is so already as it is. What goes through documents
    does so in the order of `_id`, in portions of `size`, each in one transaction with how far it
    is (on a server without transactions right before it), so that a run that was ended anywhere is
    gone on with by the next. Between two portions, `pause` seconds pass.
    """

    def __init__(self, session: Session, steps: Steps | None) -> None:
        self._session = session
        self._steps = steps

    @property
    def database(self) -> Any:
        """The database of the URL, as pymongo has it."""
        return self._session.data

    @property
    def transaction(self) -> Any:
        """The driver's session of the transaction that is open: pass it on as `session=`."""
        return self._session.transaction

    def create_collection(
        self, name: str, *, validator: Validator | None = None, **options: Any
    ) -> None:
        """Create a collection, if it is not there; a validator is set also on one that is.

        A pydantic or SQLModel class is one: it is set down as the $jsonSchema of its fields.
        `options` are those of the command `create`. Raises StatementFailed for a view of the name.
        """
        there = self._described(name)
        if there is None:
            checked = {} if validator is None else {"validator": validator_of(validator)}
            self._session.command({"create": name, **options, **checked})
        elif there["type"] == "view":
            raise self._session.failed(f"{name} is a view already, and was to be a collection")
        elif validator is not None:
            rest = ("validationLevel", "validationAction")
            self.set_validator(name, validator, **{k: options[k] for k in rest if k in options})

    def create_capped(self, name: str, size: int, *, documents: int | None = None) -> None:
        """Create a collection of at most `size` bytes, whose oldest documents go by themselves."""
        most: dict[str, Any] = {} if documents is None else {"max": documents}
        self.create_collection(name, capped=True, size=size, **most)

    def create_time_series(
        self,
        name: str,
        time_field: str,
        *,
        meta_field: str | None = None,
        granularity: str = "seconds",
        expire_after: int | None = None,
    ) -> None:
        """Create a collection for measurements; after `expire_after` seconds they are deleted."""
        series = {"timeField": time_field, "granularity": granularity}
        if meta_field is not None:
            series["metaField"] = meta_field
        ends: dict[str, Any] = {} if expire_after is None else {"expireAfterSeconds": expire_after}
        self.create_collection(name, timeseries=series, **ends)

    def create_view(self, name: str, on: str, pipeline: Sequence[Document]) -> None:
        """Create a view of a collection or of another view, or change the one that is there."""
        there = self._described(name)
        if there is None:
            self._session.command({"create": name, "viewOn": on, "pipeline": list(pipeline)})
        elif there["type"] != "view":
            raise self._session.failed(f"{name} is a {there['type']} already, and was to be a view")
        else:
            self._session.command({"collMod": name, "viewOn": on, "pipeline": list(pipeline)})

    def drop(self, name: str) -> None:
        """Drop a collection with all its documents and indexes, or a view, if it is there."""
        self._absent_or({"drop": name}, _NO_COLLECTION)

    def rename_collection(self, old: str, new: str) -> None:
        """Rename a collection; one that has the new name, while the old one is gone, was renamed.

        Raises StatementFailed when there are both.
        """
        if self._described(old) is None and self._described(new) is not None:
            return
        # A name may itself begin like that of the database, and would be taken for a whole one.
        before, after = (f"{self._session.data.name}.{one}" for one in (old, new))
        self._session.command({"renameCollection": before, "to": after})

    def set_validator(
        self,
        name: str,
        validator: Validator | None,
        *,
        validationLevel: str = "strict",  # noqa: N803 - as the server calls it
        validationAction: str = "error",  # noqa: N803
    ) -> None:
        """Set what documents of a collection have to be like from now on; None takes it away.

        A validator is what a query is made of, or a pydantic or SQLModel class.
        """
        self._session.command(
            {
                "collMod": name,
                "validator": validator_of(validator) or {},
                "validationLevel": validationLevel,
                "validationAction": validationAction,
            }
        )

    def create_index(
        self, collection: str, keys: Keys, *, name: str | None = None, **options: Any
    ) -> str:
        """Build an index, if it is not there, and return its name once it is built.

        `options` are those of the command `createIndexes`: unique, sparse, expireAfterSeconds (a
        TTL), partialFilterExpression, weights, collation. Raises StatementFailed for one that is
        there with other options.
        """
        fields = [(keys, 1)] if isinstance(keys, str) else list(keys)
        called = name or "_".join(f"{field}_{way}" for field, way in fields)
        index = {"key": dict(fields), "name": called, **options}
        self._session.command({"createIndexes": collection, "indexes": [index]})
        return called

    def create_indexes(self, collection: str, *indexes: Mapping[str, Any]) -> list[str]:
        """Build several one after another; each mapping has `keys` and what create_index takes."""
        return [self.create_index(collection, **one) for one in indexes]

    def drop_index(self, collection: str, name: str) -> None:
        """Drop an index, if it is there."""
        self._absent_or({"dropIndexes": collection, "index": name}, _NO_INDEX, _NO_COLLECTION)

    def bulk_update(
        self,
        collection: str,
        update: Update,
        where: Document | None = None,
        *,
        fields: Iterable[str] | None = None,
        size: int = _SIZE,
        pause: float = 0.0,
        name: str = "",
    ) -> int:
        """Update the documents that match; returns how many were looked at, with earlier runs.

        `update` is what update_many takes, or a function that is given a document (with `fields`
        alone, if there are any) and returns such an update for it, or None to leave it.
        """
        matches = dict(where or {})
        data = self._session.data[collection]
        along = self._session.guarded(lambda: shard_key(data)) if callable(update) else ()
        shown = None if fields is None else dict.fromkeys((*fields, *along), 1)

        def work(found: Sequence[dict[str, Any]]) -> None:
            session = self._session.transaction
            if callable(update):
                batches.each(data, found, update, session, along)
            else:
                batches.all_of(data, found, matches, update, session)

        step = f"update {collection} {name}".strip()
        plain = shown if callable(update) else {"_id": 1}
        return self._through(step, collection, matches, plain, work, size, pause)

    def rename_field(
        self, collection: str, old: str, new: str, *, size: int = _SIZE, pause: float = 0.0
    ) -> int:
        """Rename a field, where it is there and the new one is not."""
        where = {old: {"$exists": True}, new: {"$exists": False}}
        update = {"$rename": {old: new}}
        title = f"rename {old} to {new}"
        return self.bulk_update(collection, update, where, size=size, pause=pause, name=title)

    def add_field(
        self, collection: str, field: str, value: Any, *, size: int = _SIZE, pause: float = 0.0
    ) -> int:
        """Set a field where it is not there; a value like "$other" is meant as a text."""
        where = {field: {"$exists": False}}
        update = {"$set": {field: value}}
        title = f"add {field}"
        return self.bulk_update(collection, update, where, size=size, pause=pause, name=title)

    def drop_field(
        self, collection: str, field: str, *, size: int = _SIZE, pause: float = 0.0
    ) -> int:
        """Take a field away."""
        where = {field: {"$exists": True}}
        update = {"$unset": {field: ""}}
        title = f"drop {field}"
        return self.bulk_update(collection, update, where, size=size, pause=pause, name=title)

    def change_field(
        self,
        collection: str,
        field: str,
        change: Callable[[Any], Any],
        *,
        size: int = _SIZE,
        pause: float = 0.0,
    ) -> int:
        """Give a field of the documents that have it another value: what `change` returns for it.

        On a server without transactions it may be given a value that it returned before.
        """
        options = self._session.data.codec_options

        def update(document: dict[str, Any]) -> Document | None:
            before = batches.value(document, field)
            after = change(before)
            return None if batches.same(before, after, options) else {"$set": {field: after}}

        where, title = {field: {"$exists": True}}, f"change {field}"
        return self.bulk_update(
            collection, update, where, fields=[field], size=size, pause=pause, name=title
        )

    def _through(
        self,
        name: str,
        collection: str,
        where: Document,
        shown: Document | None,
        work: Callable[[Sequence[dict[str, Any]]], None],
        size: int,
        pause: float,
    ) -> int:
        steps = remembering(self._steps, name, size, "document")
        data = self._session.data[collection]

        def portion(step: S) -> S:
            session = self._session.transaction
            found = self._session.guarded(
                lambda: batches.page(data, where, shown, step.position, size, session)
            )
            if found:
                self._session.guarded(lambda: work(found))
            ended: S = replace(
                step,
                done=step.done + len(found),
                total=step.total if step.position else batches.about(data, where),
                position=batches.written(data, found[-1]["_id"]) if found else step.position,
                finished=len(found) < size,
            )
            return ended

        return int(steps.portions(name, portion, pause).done)

    def _described(self, name: str) -> dict[str, Any] | None:
        data = self._session.data
        found = self._session.guarded(lambda: list(data.list_collections(filter={"name": name})))
        return dict(found[0]) if found else None

    def _absent_or(self, command: Document, *states: str) -> None:
        """Run what takes something away; it may be gone already."""
        from goofer_py.errors import StatementFailed

        try:
            self._session.command(command)
        except StatementFailed as error:
            if error.state not in states:
                raise

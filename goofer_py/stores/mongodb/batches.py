"""What the helpers do to one portion of documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bson import encode, json_util
from bson.codec_options import CodecOptions
from pymongo import UpdateOne
from pymongo.errors import PyMongoError

_READ = json_util.CANONICAL_JSON_OPTIONS
_SOON = 2000
"""How many milliseconds a count may take that is only to be shown."""


def written(data: Any, key: Any) -> str:
    """Return an `_id` of whatever type as text, a UUID in the form that the collection has it."""
    form = _READ.with_options(uuid_representation=data.codec_options.uuid_representation)
    return json_util.dumps({"_id": key}, json_options=form)


def page(
    data: Any,
    where: Mapping[str, Any],
    shown: Mapping[str, Any] | None,
    position: str | None,
    size: int,
    session: Any,
) -> list[dict[str, Any]]:
    """Return the next documents that match, in the order of `_id`, after a position."""
    found = data.find(dict(where), shown, session=session, batch_size=size + 1)
    found = found.sort("_id", 1).hint([("_id", 1)])
    if position is None:
        return list(found.limit(size))
    after = json_util.loads(position, json_options=_READ)["_id"]
    # A bound of the index, unlike $gt, leaves out no _id of another type.
    documents = list(found.min([("_id", after)]).limit(size + 1))
    if documents and written(data, documents[0]["_id"]) == position:
        return documents[1:]
    return documents[:size]


def about(data: Any, where: Mapping[str, Any]) -> int:
    """Return how many documents match, 0 where that is not soon said."""
    try:
        if not where:
            return int(data.estimated_document_count(maxTimeMS=_SOON))
        return int(data.count_documents(dict(where), maxTimeMS=_SOON))
    except PyMongoError:
        return 0


def all_of(
    data: Any,
    found: Sequence[Mapping[str, Any]],
    where: Mapping[str, Any],
    update: Any,
    session: Any,
) -> None:
    """Update these documents in the same way, as far as they match still."""
    ids = {"_id": {"$in": [one["_id"] for one in found]}}
    data.update_many({"$and": [ids, dict(where)]}, update, session=session)


def each(
    data: Any,
    found: Sequence[dict[str, Any]],
    change: Callable[[dict[str, Any]], Any],
    session: Any,
    along: Sequence[str] = (),
) -> None:
    """Update each of these documents as `change` says for it; `along` are the fields of its shard.

    A document is found by its `_id` and these fields as it has them now.
    """
    keys = [{"_id": one["_id"], **{field: value(one, field) for field in along}} for one in found]
    changes = [(key, change(one)) for key, one in zip(keys, found, strict=True)]
    updates = [UpdateOne(key, update) for key, update in changes if update]
    if updates:
        data.bulk_write(updates, ordered=False, session=session)


def value(document: Mapping[str, Any], field: str) -> Any:
    """Return what a document has at a path such as address.city; None where it has nothing."""
    found: Any = document
    for name in field.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def same(one: Any, other: Any, options: CodecOptions[Any]) -> bool:
    """Say whether two values are one to the server: 1 is neither 1.0 nor true there."""
    first, second = (encode({"": each}, codec_options=options) for each in (one, other))
    return first == second

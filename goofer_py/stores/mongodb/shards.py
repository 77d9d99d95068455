"""Collections that are spread over the shards of a cluster."""

from __future__ import annotations

from typing import Any

from pymongo.errors import OperationFailure

_NOT_ALLOWED = 13


def shard_key(data: Any) -> tuple[str, ...]:
    """Return the fields by which a collection is spread; none where it is not, or nobody may know.

    An update of one document that names them reaches one shard instead of all.
    """
    client = data.database.client
    if not client.is_mongos:
        return ()
    try:
        found = client.config.collections.find_one({"_id": data.full_name}, {"key": 1})
    except OperationFailure as error:
        if error.code != _NOT_ALLOWED:
            raise
        return ()
    return fields_of(found)


def fields_of(described: Any) -> tuple[str, ...]:
    """Return the fields of a shard key, as the cluster describes a collection, without `_id`."""
    key = (described or {}).get("key", {})
    return tuple(field for field in key if field != "_id")

"""What documents that are there have against a change: what no empty database shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pymongo.errors import OperationFailure

from goofer_py.stores.mongodb.catalog import Catalog, Document, Found

_MOST = 1000
"""How many documents that do not fit are counted."""
_MILLISECONDS = 10_000
"""How long a server may look at one collection."""
_SLOW = 50


def obstacles(
    data: Any, current: Catalog, desired: Catalog, renamed: Mapping[str, str]
) -> Iterator[str]:
    """Yield sentences on what of the documents does not fit what is desired."""
    for name, after in desired.items():
        there = name if name in current else renamed.get(name, name)
        before = current.get(there)
        if before is None or after.on is not None:
            continue
        try:
            yield from _of(data[there], before, after)
        except OperationFailure as error:
            if error.code != _SLOW:
                raise
            yield f"{name} is too large to look for documents that do not fit"


def _of(documents: Any, before: Found, after: Found) -> Iterator[str]:
    checked = after.validator if after.level != "off" else None
    if checked and checked != before.validator and (found := _unfit(documents, checked)):
        many = f"at least {found}" if found == _MOST else str(found)
        yield (
            f"{many} of the documents of {after.name} do not fit what they have to be like:"
            " they stay, and are refused when they are written again"
        )
    for name, index in after.indexes.items():
        new = index.get("unique") and index != before.indexes.get(name)
        if new and _is_twice(documents, index):
            fields = ", ".join(index["key"])
            yield f"{after.name}.{name} cannot be built: several documents have the same {fields}"


def _unfit(documents: Any, validator: Document) -> int:
    where = {"$nor": [dict(validator)]}
    return int(documents.count_documents(where, limit=_MOST, maxTimeMS=_MILLISECONDS))


def _is_twice(documents: Any, index: Document) -> bool:
    """Say whether several documents have the same in the fields of an index."""
    fields = list(index["key"])
    among = dict(index.get("partialFilterExpression", {}))
    if index.get("sparse"):
        among = {"$or": [{field: {"$exists": True}} for field in fields]}
    pipeline = [
        {"$match": among},
        {"$group": {"_id": [{"$ifNull": [f"${one}", None]} for one in fields], "n": {"$sum": 1}}},
        {"$match": {"n": {"$gt": 1}}},
        {"$limit": 1},
    ]
    found = documents.aggregate(pipeline, maxTimeMS=_MILLISECONDS, allowDiskUse=True)
    return any(True for _ in found)

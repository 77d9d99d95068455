"""What collections a database has, as its server tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from goofer_py.stores.mongodb.entities import Collection

Document = Mapping[str, Any]

_RULES = ("validator", "validationLevel", "validationAction")
_OF_A_VIEW = ("viewOn", "pipeline")
_WRITTEN = ("v", "ns", "textIndexVersion", "2dsphereIndexVersion")
"""What the server writes into an index by itself."""


@dataclass(frozen=True, slots=True)
class Found:
    """A collection or view: its options, what it checks, and its indexes by their names."""

    name: str
    kind: str
    options: Document = field(default_factory=dict)
    validator: Document | None = None
    level: str = "strict"
    action: str = "error"
    on: str | None = None
    pipeline: Sequence[Document] = ()
    indexes: Mapping[str, Document] = field(default_factory=dict)

    def creation(self) -> list[dict[str, Any]]:
        """Return the commands that make it: itself, and its indexes one after another."""
        declared = Collection(
            self.name,
            self.validator,
            level=self.level,
            action=self.action,
            on=self.on,
            pipeline=self.pipeline,
            options=self.options,
        )
        return [declared.creation(), *(building(self.name, one) for one in self.indexes.values())]


Catalog = Mapping[str, Found]


def building(collection: str, index: Document) -> dict[str, Any]:
    """Return the command that builds an index."""
    return {"createIndexes": collection, "indexes": [dict(index)]}


def read(data: Any) -> dict[str, Found]:
    """Return what a database has, by name; not what the server keeps for itself."""
    found = {}
    for one in data.list_collections():
        name = str(one["name"])
        if not name.startswith("system."):
            found[name] = _found(data, one)
    return dict(sorted(found.items()))


def _found(data: Any, one: Document) -> Found:
    name, kind, options = str(one["name"]), str(one["type"]), dict(one["options"])
    if kind == "view":
        rest = {key: value for key, value in options.items() if key not in _OF_A_VIEW}
        return Found(name, kind, rest, on=options["viewOn"], pipeline=options["pipeline"])
    return Found(
        name,
        kind,
        {key: value for key, value in options.items() if key not in _RULES},
        options.get("validator") or None,
        options.get("validationLevel", "strict") if options.get("validator") else "strict",
        options.get("validationAction", "error") if options.get("validator") else "error",
        indexes=dict(_indexes(data[name].list_indexes())),
    )


def _indexes(indexes: Iterable[Document]) -> Iterable[tuple[str, Document]]:
    for one in indexes:
        if one["name"] != "_id_" and not one.get("clustered"):
            kept = {key: value for key, value in one.items() if key not in _WRITTEN}
            yield str(one["name"]), {**kept, "key": dict(one["key"])}

"""What leads from the collections of a database to other ones, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bson.json_util import dumps

from goofer_py.errors import EntityError
from goofer_py.stores.mongodb.catalog import Catalog, Document, Found, building

_TTL = "expireAfterSeconds"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what it does in words, and the commands there and back.

    `loses` is what does not come back on the way back.
    """

    about: str
    up: tuple[Document, ...]
    down: tuple[Document, ...]
    loses: str | None = None

    def describe(self) -> str:
        """Return what it does."""
        return self.about


def changes(
    current: Catalog, desired: Catalog, renamed: Mapping[str, str], *, drop: bool
) -> tuple[Change, ...]:
    """Return what leads from `current` to `desired`, in the order in which it can run.

    `renamed` has the old names of collections by the new ones. What is not desired is left as it
    is unless it is to be dropped. Raises EntityError for what no command of the server changes.
    """
    before = dict(current)
    moved = []
    for new, old in renamed.items():
        if old in before and new not in before and new in desired:
            before[new] = replace(before.pop(old), name=new)
            moved.append(_rename(old, new))
    made = [one for name, one in desired.items() if name not in before]
    gone = [one for name, one in before.items() if name not in desired] if drop else []
    altered = [
        change
        for name, one in desired.items()
        if name in before
        for change in _altered(before[name], one)
    ]
    made.sort(key=lambda one: one.on is not None)
    gone.sort(key=lambda one: one.on is None)
    return (*moved, *map(_create, made), *altered, *map(_drop, gone))


def unmanaged(current: Catalog, desired: Catalog, renamed: Mapping[str, str]) -> tuple[str, ...]:
    """Return what there is and nobody declares."""
    olds = {old for new, old in renamed.items() if new not in current}
    return tuple(name for name in current if name not in desired and name not in olds)


def _rename(old: str, new: str) -> Change:
    return Change(
        f"rename collection {old} to {new}",
        ({"renameCollection": old, "to": new},),
        ({"renameCollection": new, "to": old},),
    )


def _create(one: Found) -> Change:
    drop = ({"drop": one.name},)
    return Change(f"create {_called(one)}", tuple(one.creation()), drop)


def _drop(one: Found) -> Change:
    loses = None if one.on is not None else f"the documents of {one.name}"
    drop = ({"drop": one.name},)
    return Change(f"drop {_called(one)}", drop, tuple(one.creation()), loses)


def _called(one: Found) -> str:
    return f"{'view' if one.on is not None else 'collection'} {one.name}"


def _altered(before: Found, after: Found) -> Iterator[Change]:
    _refuse(before, after)
    # The order of fields means something in a pipeline.
    if (before.on, dumps(before.pipeline)) != (after.on, dumps(after.pipeline)):
        yield Change(f"change view {after.name}", (_view(after),), (_view(before),))
    if _rules(before) != _rules(after):
        about = f"change what documents of {after.name} have to be like"
        yield Change(about, (_rules(after),), (_rules(before),))
    yield from _indexes(before, after)


def _refuse(before: Found, after: Found) -> None:
    if before.kind != after.kind:
        what = f"{after.name} is a {before.kind} and is to be a {after.kind}"
    elif different := sorted(_differing(before.options, after.options)):
        what = f"{', '.join(different)} of {after.name} cannot be changed"
    else:
        return
    raise EntityError(
        f"{what}: MongoDB has no command for it. Nothing was written.",
        hint="declare it as it is, or write a migration that makes a new one and copies",
    )


def _differing(before: Document, after: Document) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def _view(one: Found) -> Document:
    return {"collMod": one.name, "viewOn": one.on, "pipeline": list(one.pipeline)}


def _rules(one: Found) -> Document:
    return {
        "collMod": one.name,
        "validator": one.validator or {},
        "validationLevel": one.level,
        "validationAction": one.action,
    }


def _indexes(before: Found, after: Found) -> Iterator[Change]:
    name = after.name
    for index, one in before.indexes.items():
        if index not in after.indexes:
            yield Change(f"drop index {name}.{index}", (_gone(name, one),), (building(name, one),))
    for index, one in after.indexes.items():
        old = before.indexes.get(index)
        if old is None:
            about = f"build index {name}.{index}"
            yield Change(about, (building(name, one),), (_gone(name, one),))
        elif _same(old, one):
            continue
        elif _same({**old, _TTL: 0}, {**one, _TTL: 0}) and _TTL in old and _TTL in one:
            about = f"change when documents of {name} end, by {index}"
            yield Change(about, (_ends(name, one),), (_ends(name, old),))
        else:
            up, down = (
                (_gone(name, was), building(name, is_)) for was, is_ in ((old, one), (one, old))
            )
            yield Change(f"build index {name}.{index} anew", up, down)


def _same(one: Document, other: Document) -> bool:
    """Say whether two indexes are alike; the order of their fields counts."""
    return one == other and list(one["key"]) == list(other["key"])


def _gone(collection: str, index: Document) -> Document:
    return {"dropIndexes": collection, "index": index["name"]}


def _ends(collection: str, index: Document) -> dict[str, Any]:
    return {"collMod": collection, "index": {"name": index["name"], _TTL: index[_TTL]}}

"""What a database has besides its documents: read, made anew, and told thing by thing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bson import json_util

from goofer_py.stores.mongodb.catalog import Catalog, Document, Found, building, read
from goofer_py.stores.native_schema import Part

if TYPE_CHECKING:
    from goofer_py.stores.mongodb.entities import Collection
    from goofer_py.stores.mongodb.session import MongoSession

_LINE = 100
_OPTIONS = json_util.RELAXED_JSON_OPTIONS
_BOOKS = ("", "_lease", "_steps", "_seeds", "_seeds_steps", "_parts", "_parts_steps")


class MongoSchema:
    """Reads the collections, views, validators and indexes of a database, and makes them."""

    def read(self, session: MongoSession, own: Sequence[str]) -> Catalog:
        """Return all that there is but documents and goofer's books `own`."""
        books = {f"{name}{rest}" for name in own for rest in _BOOKS}
        found = session.guarded(lambda: read(session.data))
        return {name: one for name, one in found.items() if name not in books}

    def make(self, session: MongoSession, found: Catalog) -> None:
        """Make in an empty database what `read` returned of another one."""
        for command in creation(found):
            session.command(command)

    def parts(self, found: Catalog) -> Mapping[Part, Any]:
        """Return what was read thing by thing, as JSON has it."""
        return {part: json.loads(_dumped(one)) for part, one in _parts(found)}

    def script(self, found: Catalog) -> str:
        """Return the commands that make it."""
        return scripted(creation(found))

    def version(self, session: MongoSession) -> tuple[int, ...]:
        """Return the version of the server."""
        said = session.guarded(session.client.server_info)
        return tuple(int(one) for one in said["versionArray"][:3])


MONGODB_SCHEMA = MongoSchema()


def creation(found: Catalog) -> list[dict[str, Any]]:
    """Return the commands that make what was read; views come last, whatever they are on."""
    ordered = sorted(found.values(), key=lambda one: one.on is not None)
    return [command for one in ordered for command in one.creation()]


def declared(collections: Sequence[Collection]) -> list[Mapping[str, Any]]:
    """Return the commands that make all that is declared; views come last."""
    ordered = sorted(collections, key=lambda one: one.on is not None)
    return [
        command
        for one in ordered
        for command in (
            one.creation(),
            *(building(one.name, index.specification()) for index in one.indexes),
        )
    ]


def scripted(commands: Sequence[Mapping[str, Any]]) -> str:
    """Return commands as a script has them."""
    return "".join(f"{_written(one)}\n" for one in commands)


def _written(command: Mapping[str, Any]) -> str:
    text = _dumped(command)
    return text if len(text) <= _LINE else _dumped(command, indent=2)


def _dumped(document: Any, indent: int | None = None) -> str:
    found: str = json_util.dumps(document, json_options=_OPTIONS, ensure_ascii=False, indent=indent)
    return found


def _parts(found: Catalog) -> Iterator[tuple[Part, Document]]:
    for one in found.values():
        yield Part(one.kind, one.name), _itself(one)
        if one.validator is not None:
            rules = {"validator": one.validator, "level": one.level, "action": one.action}
            yield Part("validator", one.name, one.name), rules
        for name, index in one.indexes.items():
            # The order of its fields is part of an index.
            rest = {key: value for key, value in index.items() if key not in ("key", "name")}
            fields = [list(field) for field in index["key"].items()]
            yield Part("index", name, one.name), {"key": fields, **rest}


def _itself(one: Found) -> Document:
    """Return what a collection or view is, without what is of it."""
    if one.on is None:
        return dict(one.options)
    return {"viewOn": one.on, "pipeline": list(one.pipeline), **one.options}

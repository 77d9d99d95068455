"""Compares the collections that a program declares with those of a database, and proves the way.

Both sides are what the server tells: what is declared is made in an empty database beside the real
one first, so that nothing differs that the server takes for the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

from bson import json_util

from goofer_py.errors import EntityError, GooferError, ProofFailed, ScratchRefused, StatementFailed
from goofer_py.stores.mongodb.catalog import Catalog, Found, building, read
from goofer_py.stores.mongodb.changes import Change, changes, unmanaged
from goofer_py.stores.mongodb.commands import Command
from goofer_py.stores.mongodb.entities import Collection, declared_in
from goofer_py.stores.mongodb.looks import obstacles
from goofer_py.stores.native_schema import Differing

if TYPE_CHECKING:
    from goofer_py.stores.mongodb.session import MongoSession

_LINE = 100
_LONGEST_NAME = 63
_OPTIONS = json_util.RELAXED_JSON_OPTIONS


def compare(
    session: MongoSession,
    modules: Sequence[ModuleType],
    own: Sequence[str],
    *,
    drop: bool,
    prove: bool,
) -> Differing:
    """Return what leads from the database to what `modules` declare; `own` are goofer's books.

    Raises EntityError for what cannot be changed, ProofFailed when the way does not lead there
    and back, and ScratchRefused where no database can be made to try it in.
    """
    declared = declared_in(modules)
    if not declared:
        names = ", ".join(one.__name__ for one in modules)
        raise EntityError(
            f"No collections are declared in {names}. Nothing was written.",
            hint="@collection(...) of goofer_py.stores.mongodb.entities declares one",
        )
    books = {f"{name}{rest}" for name in own for rest in _BOOKS}
    present = session.guarded(lambda: read(session.data))
    current = {name: one for name, one in present.items() if name not in books}
    renamed = {one.name: one.renamed_from for one in declared if one.renamed_from}
    with scratch(session) as empty:
        desired = empty.made(_commands(declared))
        found = changes(current, desired, renamed, drop=drop)
        if prove and found:
            touched = {*desired, *renamed.values()}
            start = {name: one for name, one in current.items() if drop or name in touched}
            try_out(empty, start, desired, found)
    notes = session.guarded(lambda: tuple(obstacles(session.data, current, desired, renamed)))
    rest = () if drop else unmanaged(current, desired, renamed)
    up = tuple(command for one in found for command in one.up)
    down = tuple(command for one in reversed(found) for command in one.down)
    return Differing(
        operations=tuple(one.describe() for one in found),
        up=_script(up),
        down=_script(down),
        loses=tuple(one.loses for one in found if one.loses),
        unmanaged=tuple(f"collection {name}" for name in rest),
        proved=prove,
        notes=notes,
    )


_BOOKS = ("", "_lease", "_steps", "_seeds", "_seeds_steps")


def _commands(declared: Sequence[Collection]) -> list[Mapping[str, Any]]:
    """Return what makes all that is declared; views come last, whatever they are on."""
    ordered = sorted(declared, key=lambda one: one.on is not None)
    return [
        command
        for one in ordered
        for command in (
            one.creation(),
            *(building(one.name, index.specification()) for index in one.indexes),
        )
    ]


class Scratch:
    """An empty database beside the real one."""

    def __init__(self, session: MongoSession, name: str) -> None:
        self._session = session
        self._name = name

    def run(self, commands: Sequence[Mapping[str, Any]]) -> None:
        """Run commands in it."""
        client, name = self._session.client, self._name
        for one in map(Command, commands):
            self._session.guarded(partial(one.run, client, name, None))

    def made(self, commands: Sequence[Mapping[str, Any]]) -> dict[str, Found]:
        """Return what commands make in it, with nothing else there."""
        self.clear()
        self.run(commands)
        return self.read()

    def read(self) -> dict[str, Found]:
        """Return what it has."""
        return self._session.guarded(lambda: read(self._session.client[self._name]))

    def clear(self) -> None:
        """Drop all that it has."""
        self._session.guarded(lambda: self._session.client.drop_database(self._name))


@contextmanager
def scratch(session: MongoSession) -> Iterator[Scratch]:
    """Give an empty database, and drop it; raises ScratchRefused where the user may not."""
    suffix = f"_goofer_{secrets.token_hex(4)}"
    name = f"{session.data.name[: _LONGEST_NAME - len(suffix)]}{suffix}"
    empty = Scratch(session, name)
    try:
        empty.run([{"create": "goofer"}])
        empty.clear()
    except StatementFailed as error:
        raise ScratchRefused(
            f"{session.database} has no empty database beside it to try changes in:"
            f" {error.server}. Nothing was written.",
            database=session.database,
            hint=f"grant the user dbAdmin and readWrite on databases like {name}, or on any",
        ) from error
    try:
        yield empty
    finally:
        with suppress(GooferError):
            empty.clear()


def try_out(empty: Scratch, start: Catalog, desired: Catalog, found: Sequence[Change]) -> None:
    """Go up, down, and up again from `start`; raises ProofFailed where it leads elsewhere."""
    ordered = sorted(start.values(), key=lambda one: one.on is not None)
    empty.made([command for one in ordered for command in one.creation()])
    up = [command for one in found for command in one.up]
    down = [command for one in reversed(found) for command in one.down]
    for way, commands, wanted in (("up", up, desired), ("down", down, start), ("up", up, desired)):
        empty.run(commands)
        there = empty.read()
        if different := sorted(
            name for name in there.keys() | wanted.keys() if there.get(name) != wanted.get(name)
        ):
            raise ProofFailed(
                f"The way {way} does not lead where it should: {', '.join(different)}. Nothing was"
                " written.",
                remaining=different,
            )


def _script(commands: Sequence[Mapping[str, Any]]) -> str:
    return "".join(f"{_written(one)}\n" for one in commands)


def _written(command: Mapping[str, Any]) -> str:
    text = json_util.dumps(command, json_options=_OPTIONS, ensure_ascii=False)
    if len(text) <= _LINE:
        return text
    return json_util.dumps(command, json_options=_OPTIONS, ensure_ascii=False, indent=2)

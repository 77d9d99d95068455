"""Compares the indexes that a program declares with those of a cluster, and tries the way.

Both sides are what the server tells: what is declared is made under another name first, so that
nothing differs that the server takes for the same. What can be altered where it is, the server says
too: it is tried on an index without documents.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from goofer_py.errors import EntityError, GooferError, ProofFailed, ScratchRefused, StatementFailed
from goofer_py.stores.native_schema import Differing
from goofer_py.stores.search.changes import (
    Change,
    Sent,
    Wanted,
    altered,
    created,
    first_name,
    moved,
)
from goofer_py.stores.search.entities import Index, declared_in
from goofer_py.stores.search.live import Live, differing, flat, live, mapping, merged
from goofer_py.stores.search.written import code, script

if TYPE_CHECKING:
    from goofer_py.stores.search.session import SearchSession

_BY_ITSELF = ("index.number_of_shards", "index.number_of_replicas")


def compare(
    session: SearchSession,
    modules: Sequence[ModuleType],
    own: Sequence[str],  # noqa: ARG001 - only what is declared is looked at
    *,
    drop: bool,
    prove: bool,
) -> Differing:
    """Return what leads from the cluster to what `modules` declare.

    Raises EntityError for what cannot be changed, ProofFailed when the way does not lead there
    and back, and ScratchRefused where no index can be made to try it on.
    """
    declared = declared_in(modules)
    if not declared:
        names = ", ".join(one.__name__ for one in modules)
        raise EntityError(
            f"No indexes are declared in {names}. Nothing was written.",
            hint="@index(...) of goofer_py.stores.search.entities declares one",
        )
    with scratch(session) as empty:
        looks = [_Look(session, empty, one, prove=prove) for one in declared]
        changes = [change for look in looks if (change := look.change()) is not None]
    rest = tuple(f"field {name}" for look in looks for name in look.unmanaged)
    if drop and rest:
        raise EntityError(
            f"No field is dropped from a mapping: {', '.join(one[6:] for one in rest)}. Nothing was"
            " written.",
            hint="write a migration with change_mapping and a script that removes it from the"
            " documents",
        )
    return Differing(
        operations=tuple(said for one in changes for said in one.about),
        up=script(changes, "up"),
        down=script(changes[::-1], "down"),
        unmanaged=rest,
        proved=prove,
        notes=tuple(note for one in changes for note in one.notes),
        code=code(changes) if any(one.moved for one in changes) else None,
    )


class Scratch:
    """An index without documents, beside the real ones."""

    def __init__(self, session: SearchSession, name: str) -> None:
        self._session = session
        self._path = f"/{quote(name, safe='')}"

    def made(self, mappings: Mapping[str, Any], settings: Mapping[str, Any]) -> Live:
        """Return the index that these make."""
        self.clear()
        self._session.call("PUT", self._path, {"mappings": mappings, "settings": settings})
        return self.read()

    def run(self, calls: Sequence[Sent]) -> None:
        """Do to it what is done to another one."""
        for one in calls:
            rest = one.target[1:].partition("/")[2]
            self._session.call(one.method, f"{self._path}/{rest}", one.body)

    def read(self) -> Live:
        """Return what it is."""
        ((name, told),) = self._session.call("GET", _flat(self._path)).told.items()
        return live(name, told)

    def clear(self) -> None:
        """Drop it."""
        self._session.call("DELETE", f"{self._path}?ignore_unavailable=true")


@contextmanager
def scratch(session: SearchSession) -> Iterator[Scratch]:
    """Give an index to try things on, and drop it; raises ScratchRefused where none can be made."""
    name = session.named(f"goofer_scratch_{secrets.token_hex(4)}")
    empty = Scratch(session, name)
    try:
        try:
            empty.made({}, {})
        except StatementFailed as error:
            raise ScratchRefused(
                f"{session.database} has no index to try changes on: {error.server}. Nothing was"
                " written.",
                database=session.database,
                hint=f"let the user create and delete indexes like {name}",
            ) from error
        yield empty
    finally:
        with suppress(GooferError):
            empty.clear()


class _Look:
    """Looks at one declared index."""

    def __init__(
        self, session: SearchSession, empty: Scratch, declared: Index, *, prove: bool
    ) -> None:
        self._session = session
        self._empty = empty
        self._alias = declared.name
        self._declared = declared
        self._prove = prove
        self.unmanaged: tuple[str, ...] = ()
        """The fields that nobody declares."""

    def change(self) -> Change | None:
        """Return what is to be done; None for nothing. Raises EntityError."""
        desired = self._desired()
        path = f"/{quote(self._alias, safe='')}"
        found = self._session.call("GET", _flat(path), fine=(404,))
        if found.status == 404 or not found.told:
            return created(self._alias, self._first())
        if len(found.told) > 1:
            raise EntityError(
                f"{self._alias} stands for several indexes: {', '.join(sorted(found.told))}."
                " Nothing was written.",
                hint="let the alias stand for one",
            )
        ((name, told),) = found.told.items()
        return self._altered(live(name, told), desired)

    def _desired(self) -> Live:
        """Return what is declared, as the server tells it; raises EntityError for what is none."""
        declared = self._declared
        try:
            return self._empty.made(declared.mappings, declared.settings)
        except StatementFailed as error:
            raise EntityError(
                f"The index {self._alias} cannot be as it is declared: {error.server}. Nothing was"
                " written."
            ) from None

    def _first(self) -> Live:
        named = self._session.call("GET", f"/{quote(self._alias, safe='')}_*/_alias", fine=(404,))
        name = first_name(self._alias, named.told)
        return Live(name, self._declared.mappings, self._declared.settings)

    def _altered(self, before: Live, desired: Live) -> Change | None:
        # What the server adds to a mapping by itself is not declared.
        declared = mapping(self._declared.mappings)
        known = {key: one for key, one in desired.mappings.items() if key in declared}
        fields = differing(known.get("properties", {}), before.mappings["properties"])
        self.unmanaged = tuple(f"{self._alias}.{name}" for name, other in fields if not other)
        wanted = Wanted(
            self._alias,
            before,
            merged(before.mappings, known),
            self._settings(before, desired),
        )
        if not wanted.about:
            return None
        return self._in_place(wanted) or self._by_a_move(wanted)

    def _settings(self, before: Live, desired: Live) -> dict[str, Any]:
        """Return the declared settings that are other ones."""
        declared = flat(self._declared.settings)
        return {
            key: value
            for key, value in desired.settings.items()
            if key in declared and before.settings.get(key) != value
        }

    def _in_place(self, wanted: Wanted) -> Change | None:
        """Return what alters the index where it is; None where the server does not do that."""
        before = wanted.before
        for back in (True, False):
            change = altered(wanted, back=back)
            self._empty.made(before.mappings, before.settings)
            try:
                self._empty.run(change.up)
            except StatementFailed:
                return None
            if not self._is(wanted.mappings, wanted.whole("").settings):
                return None
            if not self._prove or self._leads_back(change, wanted):
                return change
        raise ProofFailed(
            f"The way down of {self._alias} does not lead back. Nothing was written.",
            remaining=[self._alias],
        )

    def _leads_back(self, change: Change, wanted: Wanted) -> bool:
        """Go down, and up again; says whether that leads there and back."""
        before, after = wanted.before, wanted.whole("")
        old: Mapping[str, Any] = wanted.mappings
        if any(one.target.endswith("/_mapping") for one in change.down):
            # What was added stays.
            old = merged(wanted.mappings, before.mappings)
        try:
            self._empty.run(change.down)
            there = self._is(old, before.settings)
            self._empty.run(change.up)
        except StatementFailed:
            return False
        return there and self._is(after.mappings, after.settings)

    def _is(self, mappings: Mapping[str, Any], settings: Mapping[str, Any]) -> bool:
        found = self._empty.read()
        return (found.mappings, dict(found.settings)) == (mappings, dict(settings))

    def _by_a_move(self, wanted: Wanted) -> Change:
        name = wanted.before.name
        what = ", ".join((*wanted.changed, *wanted.added, *wanted.settings))
        if name == self._alias:
            raise EntityError(
                f"{what} of {name} cannot be changed where it is, and only what an alias stands for"
                " can be replaced without downtime. Nothing was written.",
                hint=f"reindex {name} into {name}_1, and let the alias {name} stand for that",
            )
        taken = self._session.call("GET", f"/{quote(self._alias, safe='')}*/_alias", fine=(404,))
        change, new = moved(wanted, tuple(taken.told))
        try:
            made = self._empty.made(new.mappings, new.settings)
        except StatementFailed as error:
            raise EntityError(
                f"{what} of {name} cannot be so: {error.server}. Nothing was written."
            ) from None
        if made.mappings != new.mappings:
            raise ProofFailed(
                f"A new index for {self._alias} has another mapping than it should. Nothing was"
                " written.",
                remaining=[self._alias],
            )
        return change


def _flat(path: str) -> str:
    return f"{path}?flat_settings=true"

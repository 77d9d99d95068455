"""A live store without SQL compared with what its applied migrations should have made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from goofer_py.generate.drift import (
    CHANGED,
    EXTRA,
    MISSING,
    Discrepancy,
    Drift,
    applied_in_order,
    attributed,
    limits_of,
)
from goofer_py.generate.replay import Replay
from goofer_py.migrate.history import TABLE
from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.native_schema import NativeSchema, Part
from goofer_py.stores.store import Store


def native_drift(
    migrator: Migrator, store: Store, schema: NativeSchema, own: Sequence[str]
) -> Drift:
    """Compare the store of `migrator` with what its applied migrations make in an empty one.

    Neither it nor its history is changed; `own` are goofer's books. Raises StoreError when one
    does not run there, and ScratchRefused where there is no empty one.
    """
    applied = applied_in_order(migrator.history())
    there = migrator.source.names()
    versions = [version for version in applied if version in there]

    def read(one: Migrator) -> Any:
        return schema.read(one.session, (*own, TABLE))

    found = schema.parts(read(migrator))
    replay = Replay(migrator, store, versions, read)
    expected = schema.parts(replay.last())
    differing = tuple(_differing(expected, found))
    if differing:
        differing = tuple(attributed(differing, replay.touched(schema.parts, _with_whole), _of))
    return Drift(applied, differing, tuple(limits_of(migrator, applied)))


def _whole(part: Part, among: Iterable[Part]) -> Part | None:
    """Return what a part is of; None for what is a whole itself."""
    return next((one for one in among if not one.of and one.name == part.of), None)


def _differing(expected: Mapping[Part, Any], found: Mapping[Part, Any]) -> Iterator[Discrepancy]:
    for part in dict.fromkeys((*expected, *found)):
        # What is there on one side only stands for all that is of it.
        one_sided = part.of and bool(_whole(part, expected)) != bool(_whole(part, found))
        if one_sided or _same(part, expected, found):
            continue
        state = EXTRA if part not in expected else MISSING if part not in found else CHANGED
        yield Discrepancy(state, part, expected.get(part), found.get(part))


def _same(part: Part, expected: Mapping[Part, Any], found: Mapping[Part, Any]) -> bool:
    both = part in expected and part in found
    return both and bool(expected[part] == found[part])


def _with_whole(part: Part) -> Iterator[Part]:
    yield part
    yield _of(part)


def _of(part: Part) -> Part:
    """Return what stands for the whole that a part is of, whatever its kind."""
    return Part("", part.of or part.name)

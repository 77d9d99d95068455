"""A live database compared with what its applied migrations should have made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from goofer_py.diff.unsaid import keep_unsaid
from goofer_py.generate.pieces import PieceKey, pieces
from goofer_py.generate.replay import Replay
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.record import DONE, Record
from goofer_py.schema import Schema, Unmanaged
from goofer_py.stores.native_schema import Part
from goofer_py.stores.store import Store

EXTRA, MISSING, CHANGED = "extra", "missing", "changed"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing that is not as the migrations made it: `state` is extra, missing or changed.

    `expected` is what the migrations make of it and `found` what the database has, None for
    nothing. `migration` is the version that touched it last, or only its table (`by_table`);
    None when none did.
    """

    state: str
    piece: PieceKey | Part
    expected: object = None
    found: object = None
    migration: str | None = None
    by_table: bool = False

    def __str__(self) -> str:
        return f"{self.state} {self.piece}"

    @property
    def whole(self) -> str:
        """What the piece is of, before `last touched by`."""
        return f"{self.piece.of} " if isinstance(self.piece, Part) else "table "


@dataclass(frozen=True, slots=True)
class Drift:
    """What came of a comparison; `applied` are names by version, in the order they were applied.

    `limits` say what could not be compared, and why.
    """

    applied: Mapping[str, str]
    discrepancies: tuple[Discrepancy, ...]
    limits: tuple[str, ...]


def drift(migrator: Migrator, store: Store, scope: Scope, managed: Collection[str] = ()) -> Drift:
    """Compare the database of `migrator` with what its applied migrations make elsewhere.

    They run in an empty database beside `store`, in the order of the history; neither the real
    database nor its history is changed. Owners and grants count where they are `managed`. Raises
    MigrationFailed when one does not run there, and ScratchRefused where the role may make no
    database.
    """
    applied = applied_in_order(migrator.history())
    there = migrator.source.names()
    versions = [version for version in applied if version in there]

    def read(one: Migrator) -> Schema:
        return _read(one, scope, managed)

    found = read(migrator)
    replay = Replay(migrator, store, versions, read)
    expected = replay.last()
    differing = tuple(_discrepancies(expected, found))
    if differing:
        # What touches a part touches its table.
        differing = tuple(attributed(differing, replay.touched(pieces, _with_table), _table_of))
    limits = (*limits_of(migrator, applied), *_by_name_alone(expected, found))
    return Drift(applied, differing, limits)


def applied_in_order(records: Iterable[Record]) -> dict[str, str]:
    """Return the names of what is applied by version, in the order it was applied."""
    applied: dict[str, str] = {}
    for record in records:
        if record.status == DONE:
            # Accepting an edited file changes nothing about when it ran.
            if record.direction == "up":
                applied[record.version] = record.name
            else:
                applied.pop(record.version, None)
    return applied


def _with_table(key: PieceKey) -> Iterator[PieceKey]:
    yield key
    if (table := _table_of(key)) is not None:
        yield table


def _read(migrator: Migrator, scope: Scope, managed: Collection[str]) -> Schema:
    session = migrator.session
    introspector = introspector_for(session.dialect, managed)
    return scope.managed(introspector.read(session, scope))


def _discrepancies(expected: Schema, found: Schema) -> Iterator[Discrepancy]:
    # Rows that came since have moved the counters on.
    wanted, there = pieces(keep_unsaid(expected, found)), pieces(found)
    # A table that is there on one side only stands for all of its parts.
    whole = {t.name for t in expected.tables} ^ {t.name for t in found.tables}
    for key in sorted({**wanted, **there}, key=_order):
        if key.table in whole or wanted.get(key) == there.get(key):
            continue
        state = EXTRA if key not in wanted else MISSING if key not in there else CHANGED
        yield Discrepancy(
            state,
            key,
            _shown(key, wanted.get(key), expected, state),
            _shown(key, there.get(key), found, state),
        )


def _order(key: PieceKey) -> tuple[str, bool, str, str]:
    """Put what belongs to a table behind it."""
    table = str(key.table) if key.table is not None else key.name
    return (table, key.table is not None, key.kind, key.name)


def _shown(key: PieceKey, piece: object, schema: Schema, state: str) -> object:
    """Return the piece; for a table that is there on one side only, all of it."""
    if piece is None or key.kind != "table" or state == CHANGED:
        return piece
    return next((t for t in schema.tables if str(t.name) == key.name), piece)


def attributed(
    differing: Iterable[Discrepancy],
    touched: Mapping[Any, str],
    whole_of: Callable[[Any], object],
) -> Iterator[Discrepancy]:
    """Yield each with the version that touched it last or, without one, the whole that it is of."""
    for one in differing:
        own = touched.get(one.piece)
        whole = touched.get(whole_of(one.piece))
        yield replace(one, migration=own or whole, by_table=own is None)


def _table_of(key: PieceKey) -> PieceKey | None:
    return None if key.table is None else PieceKey("table", str(key.table))


def limits_of(migrator: Migrator, applied: Mapping[str, str]) -> Iterator[str]:
    """Yield what of the history of a database keeps its drift from being known, and why."""
    status = migrator.status()
    for version, name in status.missing.items():
        yield (
            f"{version}_{name} is applied, and its files are gone: what it made is not expected,"
            " and shows as extra"
        )
    for name, state in status.repeatables:
        if state == "changed":
            yield f"R__{name} has changed since it ran: what it made then shows as extra"
        elif state == "missing":
            yield f"R__{name} ran, and its file is gone: what it made shows as extra"
    for migration in migrator.changed_migrations():
        yield (
            f"{migration.title} was edited after it was applied: what it makes now is expected,"
            " not what it made then"
        )
    if status.dirty is not None:
        dirty = status.dirty
        yield f"{dirty.version}_{dirty.name} is {dirty}: what it did so far shows as it is"
    if not applied:
        yield "no migration was ever applied: everything there shows as extra"


def _by_name_alone(expected: Schema, found: Schema) -> Iterator[str]:
    for one in sorted(set(_nameless(expected)) & set(_nameless(found)), key=str):
        yield f"{one}: on both sides, compared by name alone"


def _nameless(schema: Schema) -> Iterator[str]:
    others: tuple[Unmanaged, ...] = schema.unmanaged
    return (f"{one.kind} {one.name}" for one in others if one.definition is None)

"""Every generated migration is tried before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from secrets import token_hex

from goofer_py.diff.differ import diff
from goofer_py.errors import ProofFailed, StatementFailed
from goofer_py.generate.access import with_owners_told
from goofer_py.generate.canonical import build
from goofer_py.generate.near import near
from goofer_py.generate.places import places_in, swapped
from goofer_py.generate.relocate import relocated
from goofer_py.generate.render import Renderer
from goofer_py.generate.samples import Samples, becoming, insert_samples, snapshot
from goofer_py.generate.stages.shapes import tried
from goofer_py.generate.trace import Place, Trace, trace
from goofer_py.introspect.introspector import Introspector, Scratch
from goofer_py.operations import (
    CreateIndex,
    CreateNamespace,
    CreateObject,
    DropIndex,
    DropNamespace,
    DropObject,
    FixRows,
    Operation,
    OrderColumns,
    ReplaceObject,
)
from goofer_py.operations.guarded import Guarded
from goofer_py.operations.shape import CreateShape, Shape
from goofer_py.schema import Name, ObjectKey, Schema
from goofer_py.stores.store import Session

Look = dict[Name, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it will be written: where it starts and ends, and what runs each way."""

    current: Schema
    desired: Schema
    operations: tuple[Operation, ...]
    up: tuple[Operation, ...]
    down: tuple[Operation, ...]
    alone: tuple[bool, bool] = (False, False)
    """Whether up, and down, hold only where each statement is committed by itself."""
    shapes: tuple[Shape, ...] = ()
    """The views of versions that are there before it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was tried: so many tables held sample rows; `notes` are limits a person should know."""

    tables: int
    notes: tuple[str, ...] = ()


def prove(
    change: Change, session: Session, introspector: Introspector, renderer: Renderer
) -> Proof:
    """Run the change up, down and up again on a scratch copy with sample rows.

    Rows that a server refuses to change, as a new check may, are told in a note; the trial is
    then one of the schema alone. Raises ProofFailed when a script fails on empty tables, when
    the schema is not exactly what it should be at any stop, or when rows that the change keeps
    are not what they were.
    """
    current, desired = near(change.current, change.desired, change.operations)
    change = replace(change, current=current, desired=desired)
    try:
        return _try(change, session, introspector, renderer, with_rows=True)
    except _RowsRefused as refused:
        proof = _try(change, session, introspector, renderer, with_rows=False)
        return replace(proof, notes=(*proof.notes, str(refused)))


def _try(
    change: Change,
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
    *,
    with_rows: bool,
) -> Proof:
    names = tuple(dict.fromkeys((*change.current.namespaces, *change.desired.namespaces)))
    with introspector.scratch(session, names) as scratch:
        places = places_in(scratch, names)
        return _Trial(change, scratch, renderer, places, with_rows=with_rows).run()


class _RowsRefused(Exception):
    """A script fails while there are sample rows: maybe because of them."""


class _Trial:
    """One proof on one scratch; `places` says where the scratch keeps the schemas."""

    def __init__(
        self,
        change: Change,
        scratch: Scratch,
        renderer: Renderer,
        places: Mapping[str, str],
        *,
        with_rows: bool,
    ) -> None:
        self.change = change
        self.scratch = scratch
        self.renderer = renderer
        self.places = places
        self.with_rows = with_rows
        self.mark = f"goofer_scratch_{token_hex(6)}"
        self.tables = {*change.current.by_name, *change.desired.by_name}
        self.unmade: frozenset[ObjectKey] = frozenset()
        capabilities = scratch.session.dialect.capabilities
        wide, untried = capabilities.database_wide, capabilities.untried
        every = (*change.current.objects, *change.desired.objects)
        # What belongs to the whole database is in use there: it is not tried, nor looked at.
        self.standing = {one.key for one in change.current.objects if one.kind in wide}
        self.standing |= {one.key for one in every if one.kind in untried}

    def run(self) -> Proof:
        change = self.change
        self.unmade = build(self.scratch, change.current, self.renderer)
        self.try_out(tuple(map(CreateShape, change.shapes)), "what programs see before it")
        samples = self.samples()
        self.fix_rows()
        traced = trace(change.current, change.operations)
        staying, there, returning = _staying(traced), _there(traced), _returning(traced)
        before, whole = self.look(staying), self.look(returning)
        self.script(change.up, "up")
        self.expect(change.desired, "up")
        self.expect_rows(before, dict(zip(staying, self.look(there).values(), strict=True)), "up")
        self.script(change.down, "down")
        self.expect(change.current, "down")
        self.expect_rows(whole, self.look(returning), "down")
        self.script(change.up, "up after down")
        self.expect(change.desired, "up after down")
        notes = (*_notes(samples.refused, traced), *self.not_tried())
        return Proof(len(samples.tables), notes)

    def not_tried(self) -> Iterator[str]:
        """Yield a note on each object that the change makes or drops, and that is left out."""
        untried = self.scratch.session.dialect.capabilities.untried
        before, after = self.change.current.objects_by_key, self.change.desired.objects_by_key
        for key in sorted(before.keys() | after.keys(), key=str):
            if key.kind in untried and before.get(key) != after.get(key):
                yield f"the {key} is left out of the trial, for it heeds every other statement"

    def samples(self) -> Samples:
        """Put sample rows into the tables, unless the trial is to be without."""
        if not self.with_rows:
            return Samples()
        places = dict(relocated(tuple(becoming(self.change.operations)), self.places))
        return insert_samples(
            self.scratch.session, relocated(self.change.current, self.places), places
        )

    def fix_rows(self) -> None:
        """Correct the samples as a person wishes; what stays of them is compared from then on."""
        for operation in self.change.operations:
            if isinstance(operation, FixRows):
                self.try_out((operation,), "what corrects rows")

    def script(self, operations: Iterable[Operation], which: str) -> None:
        """Run what the file will hold; schemas are there already, in the scratch's own places."""
        changes = swapped(operations, self.places)
        wanted = tuple(_rehearsed(op) for op in changes if not self.is_left_out(op))
        self.try_out(wanted, which)

    def try_out(self, wanted: tuple[Operation, ...], which: str) -> None:
        """Run operations in the scratch's own places."""
        try:
            mine = tuple(tried(one, self.mark, self.tables) for one in wanted)
            moved = relocated(mine, self.places, self.change.current, self.change.desired)
            self.scratch.session.run(self.renderer.file(moved, ()))
        except StatementFailed as error:
            if self.with_rows:
                raise _RowsRefused(f"{which} fails on some sample rows: {error.server}") from error
            raise ProofFailed(
                f"On a scratch copy of the schema, {which} fails: {error.server}\n"
                f"{error.statement}".rstrip()
            ) from error

    def is_left_out(self, operation: Operation) -> bool:
        """Whether the operation is about what the scratch has anyway."""
        match operation:
            case CreateObject(object=one) | DropObject(object=one) | ReplaceObject(before=one):
                return one.key in self.standing
            case _:
                return isinstance(operation, CreateNamespace | DropNamespace | FixRows)

    def looked_at(self, schema: Schema) -> Schema:
        """Return the schema without what was not made, or is not tried."""
        hidden = self.unmade | self.standing
        rest = tuple(one for one in schema.objects if one.key not in hidden)
        return replace(schema, objects=rest)

    def expect(self, wanted: Schema, which: str) -> None:
        """Raise ProofFailed unless the scratch holds exactly `wanted`."""
        found = self.scratch.session.dialect.canonical(self.scratch.read())
        found = self.looked_at(replace(found, namespaces=wanted.namespaces))
        wanted = self.looked_at(wanted)
        found = with_owners_told(found, wanted)
        ordered = any(isinstance(op, OrderColumns) for op in self.change.operations)
        left = diff(found, wanted, column_order=ordered)
        remaining = [operation.describe() for operation in left]
        if remaining:
            listed = "\n".join(f"  {line}" for line in remaining)
            raise ProofFailed(
                f"On a scratch copy of the schema, {which} does not lead where it should; "
                f"what is still to do:\n{listed}",
                remaining=remaining,
            )

    def look(self, wanted: Look) -> dict[Name, list[str]]:
        """Return the rows of the tables and columns in `wanted`."""
        session = self.scratch.session
        return {
            table: snapshot(session, relocated(table, self.places), columns)
            for table, columns in wanted.items()
        }

    def expect_rows(
        self, before: Mapping[Name, list[str]], after: Mapping[Name, list[str]], which: str
    ) -> None:
        """Raise ProofFailed when rows are not what they were."""
        for table, rows in before.items():
            if rows != after[table]:
                raise ProofFailed(
                    f"On a scratch copy of the schema, {which} changes rows of {table} that it "
                    f"should keep:\n  before: {rows}\n  after:  {after[table]}"
                )


def _rehearsed(operation: Operation) -> Operation:
    """Return the operation as it can be tried in a transaction, after rows were corrected."""
    if isinstance(operation, CreateIndex | DropIndex):
        return replace(operation, concurrently=False)
    if not isinstance(operation, Guarded):
        return operation
    rest = tuple(op for op in operation.operations if not isinstance(op, FixRows))
    return replace(operation, operations=rest)


def _staying(traced: Trace) -> Look:
    """Return the columns, by their places before, whose values are the same after up."""
    return _by_table(
        place
        for place in traced.columns
        if place not in traced.retyped | traced.respelled | traced.filled
        and place[0] not in traced.shared
    )


def _there(traced: Trace) -> Look:
    """Return where `_staying` is after up, in the same order."""
    found: Look = {}
    for table, columns in _staying(traced).items():
        found[traced.tables[table]] = tuple(traced.columns[table, c][1] for c in columns)
    return found


def _returning(traced: Trace) -> Look:
    """Return the columns whose values are the same again after down."""
    everything = dict.fromkeys((*traced.columns, *traced.returning))
    gone = traced.retyped | traced.lost | traced.filled
    return _by_table(
        place for place in everything if place not in gone and place[0] not in traced.shared
    )


def _by_table(places: Iterable[Place]) -> Look:
    found: Look = {}
    for table, column in places:
        found[table] = (*found.get(table, ()), column)
    return found


def _notes(refused: Iterable[Name], traced: Trace) -> tuple[str, ...]:
    tables = ", ".join(map(str, refused))
    retyped = ", ".join(f"{table}.{column}" for table, column in sorted(traced.retyped, key=str))
    return tuple(
        note
        for note, needed in (
            (f"no sample row met the constraints of {tables}", tables),
            (f"the way back of converted values is not compared: {retyped}", retyped),
        )
        if needed
    )

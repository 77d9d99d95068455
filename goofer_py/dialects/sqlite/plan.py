"""Which operations are about the same table, and which tables have to be rebuilt for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from goofer_py.dialects.sqlite.native import Native
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterTable,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    Operation,
    OrderColumns,
    RenameColumn,
    RenameConstraint,
    RenameIndex,
    RenameTable,
)
from goofer_py.operations.combined import Combined
from goofer_py.schema import Name, Schema

Structural = (
    AddColumn
    | Combined
    | DropColumn
    | AlterColumn
    | AddConstraint
    | DropConstraint
    | RenameConstraint
    | AlterTable
    | OrderColumns
    | RenameColumn
)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """All that one rebuild does: `places` of operations in their list, done at `place`."""

    place: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Operations, the table that each is about (under whatever name), and the rebuilds."""

    operations: tuple[Operation, ...]
    subjects: tuple[int | None, ...]
    rebuilds: tuple[Rebuild, ...]

    def names_of(self, subject: int) -> frozenset[Name]:
        """Return every name that a table has in the course of the operations."""
        found: set[Name] = set()
        for operation, about in zip(self.operations, self.subjects, strict=True):
            if about == subject:
                found.update(_names(operation))
        return frozenset(found)


def planned(operations: Sequence[Operation], schema: Schema, native: Native) -> Plan:
    """Return the plan for `operations`, which start at `schema`."""
    subjects = tuple(_subjects(operations))
    needing = {
        subject
        for subject, operation, before in zip(
            subjects, operations, _states(operations, schema), strict=True
        )
        if subject is not None and not native.can(operation, before)
    }
    rebuilds = (_rebuild(subject, operations, subjects, native) for subject in sorted(needing))
    return Plan(tuple(operations), subjects, tuple(rebuilds))


def is_structural(operation: Operation, native: Native) -> bool:
    """Whether the operation is part of a rebuild when its table is rebuilt."""
    if isinstance(operation, RenameColumn):
        return not native.abilities.rename_column
    return isinstance(operation, Structural)


def _subjects(operations: Iterable[Operation]) -> Iterator[int | None]:
    """Yield a number for the table of each operation, the same whatever it is called."""
    numbers: dict[Name, int] = {}
    fresh = iter(range(1_000_000_000))
    for operation in operations:
        names = list(_names(operation))
        if not names:
            yield None
            continue
        if isinstance(operation, CreateTable) or names[0] not in numbers:
            numbers[names[0]] = next(fresh)
        number = numbers[names[0]]
        if isinstance(operation, RenameTable):
            numbers[operation.after] = numbers.pop(operation.before)
        if isinstance(operation, DropTable):
            del numbers[names[0]]
        yield number


def _names(operation: Operation) -> Iterator[Name]:
    match operation:
        case RenameTable(before=before, after=after):
            yield before
            yield after
        case CreateTable(table=table) | DropTable(table=table):
            yield table.name
        case CreateIndex() | DropIndex() | AlterTable() | RenameColumn():
            yield operation.table
        case _:
            name = getattr(operation, "table", None)
            if isinstance(name, Name):
                yield name


def _states(operations: Iterable[Operation], schema: Schema) -> Iterator[Schema]:
    for operation in operations:
        yield schema
        schema = operation.apply(schema)


def _rebuild(
    subject: int, operations: Sequence[Operation], subjects: Sequence[int | None], native: Native
) -> Rebuild:
    own = [i for i, about in enumerate(subjects) if about == subject]
    structural = [i for i in own if is_structural(operations[i], native)]
    # What reads rows has to be where it was; the rest can be said earlier or later.
    place = next((i for i in structural if _reads_rows(operations[i])), structural[0])
    indexes = _indexes_inside([(i, operations[i]) for i in own], place)
    return Rebuild(place, tuple(sorted({*structural, *indexes})))


def _reads_rows(operation: Operation) -> bool:
    match operation:
        case Combined(operations=(first, *_)):
            return _reads_rows(first)
        case AddColumn(fill=fill, kept=kept) | DropColumn(fill=fill, kept=kept):
            return kept is not None or (fill is not None and isinstance(operation, AddColumn))
        case AlterColumn(using=using, fill=fill):
            return using is not None or fill is not None
        case _:
            return False


def _indexes_inside(own: Iterable[tuple[int, Operation]], place: int) -> Iterator[int]:
    """Yield the places of index operations that the rebuild at `place` has to know of.

    Those that make an index before it, and those that drop one after it that it would make again.
    The others stay where they are: an index of that name may come or go elsewhere.
    """
    made_inside: set[str] = set()
    made_after: set[str] = set()
    for at, operation in own:
        match operation:
            case CreateIndex(index=index):
                (made_inside if at < place else made_after).add(index.name)
                if at < place:
                    yield at
            case DropIndex(index=index):
                if index.name in made_inside if at < place else index.name not in made_after:
                    yield at
            case RenameIndex(before=before, after=after):
                if at < place and before in made_inside:
                    made_inside.add(after)
                    yield at
                elif at > place:
                    made_after.add(after)

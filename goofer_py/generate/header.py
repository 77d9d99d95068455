"""The words at the top of a migration file: what it does, and how far to trust it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import goofer_py
from goofer_py.dialects.dialect import Dialect
from goofer_py.generate.proof import Proof
from goofer_py.migrate.directives import LOSES
from goofer_py.operations import (
    AlterColumn,
    AlterEnum,
    AlterTable,
    DropColumn,
    DropTable,
    FixRows,
    MoveValues,
    Operation,
    ReplaceObject,
)
from goofer_py.operations.object import attributes_lost
from goofer_py.schema import Schema, Table

BY_RULES = "Compared by rules: this user may make no scratch to ask the server in."


def header(
    title: str,
    direction: str,
    dialect: Dialect,
    operations: Sequence[Operation],
    trust: Sequence[str],
    way_back: Sequence[str] = (),
    unfollowed: Sequence[str] = (),
    hazards: Sequence[str] = (),
) -> list[str]:
    """Return the lines of the header: what the file does, for which database, proved or not."""
    version = ".".join(map(str, dialect.capabilities.version))
    lines = [
        f"{title} ({direction})",
        f"Written by goofer {goofer_py.__version__} for {dialect.server} {version}.",
        *_wrapped("Does:", [operation.describe() for operation in operations]),
        *trust,
    ]
    if not dialect.capabilities.transactional_ddl:
        lines.append("Not atomic: this server commits after each statement.")
    lines += [*_wrapped("Hazards:", hazards), *_wrapped("Look at:", unfollowed)]
    lines += _wrapped("The way back:", way_back)
    lost = list(_lost(operations)) if direction == "up" else []
    said = " ".join("; ".join(lost).split())
    return [*lines, *([f"goofer: {LOSES} {said}"] if lost else [])]


def _lost(operations: Iterable[Operation]) -> Iterator[str]:
    """Yield what is discarded, as the directive has it that is told before the migration runs."""
    for operation in operations:
        match operation:
            case DropTable(table=table, kept=None, moved=()):
                yield f"the rows of {table.name}"
            case DropColumn(table=name, column=column, kept=None, moved=()):
                if column.computed is None:
                    yield f"the values of {name}.{column.name}"


def limits_of_way_back(
    operations: Iterable[Operation], dialect: Dialect, current: Schema | None = None
) -> list[str]:
    """Return what the down script cannot restore, a sentence each."""
    found: list[str] = []
    for operation in operations:
        found += _limits(operation, dialect)
        if isinstance(operation, AlterTable):
            found += dialect.limits_of_options(operation, _table_of(operation, current))
        current = current and operation.apply(current)
    return found


def _table_of(operation: AlterTable, schema: Schema | None) -> Table:
    return (schema and schema.find_table(operation.table)) or Table(operation.table, ())


def _limits(operation: Operation, dialect: Dialect) -> Iterator[str]:
    match operation:
        case DropTable() | DropColumn():
            yield from _limits_of_drop(operation)
            yield from _limits_of_number(operation, dialect)
        case AlterColumn():
            yield from _limits_of_change(operation, dialect)
        case MoveValues(moves=moves):
            for move in moves:
                for name, _ in move.fills:
                    yield f"what was NULL in {move.source} keeps what {name} got instead"
        case FixRows(place=place, done=False):
            yield f"rows that were deleted or changed for {place} stay so"
        case ReplaceObject(before=old):
            for name in attributes_lost(operation):
                yield f"{old.name}.{name} comes back with NULL: its values are discarded"
        case AlterEnum(before=old, after=new) if set(new.values) - set(old.values):
            yield f"it fails while rows hold a value that {old.name} did not have before"


def _limits_of_change(operation: AlterColumn, dialect: Dialect) -> Iterator[str]:
    table, before, after = operation.table, operation.before, operation.after
    if before.type != after.type and operation.back is None:
        yield from _unconverted(operation, dialect)
    if before.nullable and not after.nullable and operation.fill is not None:
        yield f"rows of {table} that had NULL in {before.name} keep what they got instead"
    if after.nullable and not before.nullable:
        yield f"it fails while rows of {table} have NULL in {before.name}"


def _limits_of_drop(operation: DropTable | DropColumn) -> Iterator[str]:
    match operation:
        case DropTable(table=table, moved=places) if places:
            held = ", ".join(map(str, places))
            yield f"{table.name} comes back with the rows that {held} has for it, numbered anew"
        case DropColumn(table=table, column=column, moved=places) if places:
            if operation.fill is not None:
                yield f"{table}.{column.name} is made again as {operation.fill}"
        case DropTable(table=table, kept=None):
            yield f"{table.name} comes back empty: its rows are discarded"
        case DropColumn(table=table, column=column, kept=None) if column.computed is None:
            value = "NULL" if column.nullable else operation.fill or column.default or "new values"
            yield f"{table}.{column.name} comes back with {value}: its values are discarded"
        case DropColumn(table=table, column=column, fill=fill) if column.computed is None:
            value = "NULL" if column.nullable else fill or column.default or "new values"
            yield f"rows of {table} that came later get {value} in {column.name}"


def _limits_of_number(operation: DropTable | DropColumn, dialect: Dialect) -> Iterator[str]:
    if isinstance(operation, DropColumn) and operation.kept is not None and not operation.key:
        table, column = operation.table, operation.column.name
        number = dialect.capabilities.row_number
        yield f"values of {table}.{column} find their rows by {number}: {table} has no key"


def _unconverted(operation: AlterColumn, dialect: Dialect) -> Iterator[str]:
    place, before = f"{operation.table}.{operation.after.name}", operation.before
    if operation.using is not None:
        yield (
            f"{place} takes the values as they are, as {before.type}: nobody said what undoes "
            f"{operation.using}"
        )
        return
    if dialect.misfit(operation.after, before) is not None:
        yield f"{place} fails on, or changes, values that {before.type} cannot hold"
    if (example := dialect.respelled(before, operation.after)) is not None:
        yield f"{place} has values as {operation.after.type} is written, {example}"


def trusted(proof: Proof | None, *, by_rules: bool = False) -> list[str]:
    """Return how far the file can be trusted, the main thing first."""
    if proof is None:
        told = ["NOT PROVED: written without a trial run."]
        return [*told, *(["  " + BY_RULES] if by_rules else [])]
    tried = "up, down and up again on a scratch copy of the schema"
    tables = "1 table" if proof.tables == 1 else f"{proof.tables} tables"
    rows = f", with sample rows in {tables}" if proof.tables else ""
    notes = (" ".join(note.split()) for note in proof.notes)
    return [f"Proved: {tried}{rows}.", *(f"  But {note}." for note in notes)]


def _wrapped(title: str, items: Sequence[str]) -> list[str]:
    lines = [" ".join(item.split()) for item in items]
    return [title, *(f"  - {line}" for line in lines)] if lines else []

"""A schema taken apart, so that two can be compared piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from goofer_py.schema import (
    Check,
    Constraint,
    Exclusion,
    ForeignKey,
    Name,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)

_KINDS = {
    PrimaryKey: "primary key",
    Unique: "unique constraint",
    ForeignKey: "foreign key",
    Check: "check",
    Exclusion: "exclusion constraint",
}


@dataclass(frozen=True, slots=True)
class PieceKey:
    """What tells a piece from all others; `table` is the one that it is part of or belongs to."""

    kind: str
    name: str
    table: Name | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def pieces(schema: Schema) -> dict[PieceKey, object]:
    """Return everything in `schema`; a table stands for itself, without its parts.

    What goofer does not manage is there too: by its name, and its definition where it is known.
    """
    found: dict[PieceKey, object] = {}
    for name in schema.namespaces:
        found[PieceKey("schema", name)] = name
    for enum in schema.enums:
        found[PieceKey("enum", str(enum.name))] = enum
    for sequence in schema.sequences:
        found[PieceKey("sequence", str(sequence.name))] = sequence
    for table in schema.tables:
        found[PieceKey("table", str(table.name))] = _bare(table)
        found.update(_parts(table))
    for one in schema.objects:
        named = str(one.key).removeprefix(f"{one.kind} ")
        found[PieceKey(one.kind, named, one.table)] = one
    for other in schema.unmanaged:
        found[PieceKey(other.kind, str(other.name))] = other
    return found


def _bare(table: Table) -> Table:
    return replace(
        table,
        columns=(),
        primary_key=None,
        uniques=(),
        foreign_keys=(),
        checks=(),
        exclusions=(),
        indexes=(),
    )


def _parts(table: Table) -> Iterator[tuple[PieceKey, object]]:
    for column in table.columns:
        yield PieceKey("column", f"{table.name}.{column.name}", table.name), column
    seen: dict[PieceKey, int] = {}
    for constraint in table.constraints:
        key = PieceKey(_KINDS[type(constraint)], _called(constraint, table), table.name)
        number = seen[key] = seen.get(key, 0) + 1
        yield (key if number == 1 else replace(key, name=f"{key.name} ({number})")), constraint
    for index in table.indexes:
        yield PieceKey("index", f"{index.name} on {table.name}", table.name), index


def _called(constraint: Constraint, table: Table) -> str:
    """Return the name, or what else tells a constraint from the others of its kind."""
    if constraint.name is not None:
        return f"{constraint.name} on {table.name}"
    if isinstance(constraint, PrimaryKey):
        return f"of {table.name}"
    if isinstance(constraint, Check):
        return f"({constraint.expression}) on {table.name}"
    return f"({', '.join(constraint.columns)}) on {table.name}"

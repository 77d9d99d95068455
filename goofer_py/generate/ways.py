"""The ways out for rows that stand in the way: how they are told, and what they do to a change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from goofer_py.generate.obstacle import Way
from goofer_py.operations import (
    AddColumn,
    AddConstraint,
    AlterColumn,
    AlterEnum,
    CreateIndex,
    FixRows,
    Move,
    MoveValues,
    Operation,
)
from goofer_py.operations.validate_constraint import ValidateConstraint
from goofer_py.schema import Check, Constraint, Exclusion, ForeignKey, Name, PrimaryKey

_FILL = (
    "give the column a server default, for old rows and new ones;",
    (
        'say what these rows get, a value or an expression: --fill "{place}=<SQL>", or\n'
        '    [fills] "{place}" = "<SQL>" in goofer.answers.toml, or\n'
        '    info={{"goofer": {{"fill": "<SQL>"}}}} on the column;'
    ),
)
_CONVERT = (
    (
        'say how to convert: [conversions] "{place}" = "<SQL>" in goofer.answers.toml, or\n'
        '    info={{"goofer": {{"using": "<SQL>"}}}} on the column;'
    ),
)
_FIX = (
    (
        'delete or correct these rows first by a statement: --fix "{place}=<SQL>", or\n'
        '    [fixes] "{place}" = "<SQL>" in goofer.answers.toml;'
    ),
)
_LATER = {
    "required": ("makes it nullable now", "makes it NOT NULL, once every row has a value"),
    "null": ("leaves NULL allowed now", "makes it NOT NULL, once every row has a value"),
    "unique": ("leaves it out now", "adds it, once the rows are corrected"),
    "exclusion": ("leaves it out now", "adds it, once the rows are corrected"),
    "check": ("adds it NOT VALID now", "validates it, once the rows are corrected"),
    "foreign key": ("adds it NOT VALID now", "validates it, once the rows are corrected"),
}
_BY_HAND = "correct the rows first, in a migration of its own: goofer create NAME."
_SHORT = {
    "fill": "say what these rows get",
    "convert": "say how to convert them",
    "fix": "say what deletes or corrects them",
}


def way_texts(kind: str, place: str, ways: Sequence[str]) -> tuple[str, ...]:
    """Return the ways out of an obstacle, told with what to type."""
    told: list[str] = []
    for way in ways:
        told += {"fill": _FILL, "convert": _CONVERT, "fix": _FIX}.get(way, ())
        if way == "later":
            first, second = _LATER[kind]
            told.append(
                f'go in two steps: --two-steps "{{place}}" {first}, and the next\n'
                f"    makemigrations {second};"
            )
    return tuple(text.format(place=place) for text in (*told, _BY_HAND))


def choices(kind: str, ways: Sequence[str]) -> dict[str, str]:
    """Return the ways out that a person can choose from."""
    return {way: _LATER[kind][0] if way == "later" else _SHORT[way] for way in ways}


def constraint_place(table: Name, constraint: Constraint) -> str:
    """Return what answers call a constraint; one without a name by what it is over."""
    if constraint.name is not None:
        return f"{table}.{constraint.name}"
    match constraint:
        case Check(expression=expression):
            return f"{table}.check({expression})"
        case ForeignKey(columns=columns):
            return f"{table}.foreign_key({','.join(columns)})"
        case PrimaryKey():
            return f"{table}.primary_key"
        case Exclusion(elements=elements):
            return f"{table}.exclude({elements})"
        case _:
            return f"{table}.unique({','.join(constraint.columns)})"


def with_way(operations: Sequence[Operation], place: str, way: Way) -> tuple[Operation, ...]:
    """Return the operations with the way that was chosen for `place`."""
    if way.kind == "fix":
        return fixed(operations, {place: way.text})
    if way.kind == "fill" and any(place in _moved_places(op) for op in operations):
        return tuple(_filled_by_move(op, place, way.text) for op in operations)
    return tuple(changed for op in operations for changed in _changed(op, place, way))


def _filled_by_move(operation: Operation, place: str, text: str) -> Operation:
    """Return the operation with the expression for what a move leaves NULL."""
    match operation:
        case MoveValues(moves=moves):
            return MoveValues(tuple(_with_fill(move, place, text) for move in moves))
        case AlterColumn() if _place(operation) == place:
            return replace(operation, fill=text)
        case _:
            return operation


def _with_fill(move: Move, place: str, text: str) -> Move:
    fills = {new: text for _, new in move.columns if f"{move.target}.{new}" == place}
    return replace(move, fills=tuple((dict(move.fills) | fills).items()))


def _moved_places(operation: Operation) -> list[str]:
    """Return the columns that a move brings values to."""
    moves = operation.moves if isinstance(operation, MoveValues) else ()
    return [f"{move.target}.{new}" for move in moves for _, new in (*move.key, *move.columns)]


def _places(operation: Operation) -> list[str]:
    place = _place(operation)
    return _moved_places(operation) if place is None else [place]


def fixed(operations: Sequence[Operation], fixes: Mapping[str, str]) -> tuple[Operation, ...]:
    """Return the operations behind the statements that correct rows for a place among them.

    They come before everything else, so they are said in the names that rows have until now.
    """
    places = {place for operation in operations for place in _places(operation)}
    first = (FixRows(place, text) for place, text in fixes.items() if place in places)
    return (*first, *operations)


def postponed(operations: Sequence[Operation], places: Collection[str]) -> tuple[Operation, ...]:
    """Return the operations without the second step of what goes in two."""
    for place in places:
        operations = with_way(operations, place, Way("later"))
    return tuple(operations)


def _changed(operation: Operation, place: str, way: Way) -> Iterator[Operation]:
    if _place(operation) != place:
        yield operation
    elif way.kind == "later":
        yield from _later(operation)
    elif way.kind == "fill" and isinstance(operation, AddColumn | AlterColumn):
        yield replace(operation, fill=way.text)
    elif way.kind == "convert" and isinstance(operation, AlterColumn):
        yield replace(operation, using=way.text)
    else:
        yield operation


def _later(operation: Operation) -> Iterator[Operation]:
    match operation:
        case AddColumn(column=column):
            yield replace(operation, column=replace(column, nullable=True))
        case AlterColumn(before=before, after=after) if before.nullable and not after.nullable:
            kept = replace(after, nullable=True)
            if kept != before:
                yield replace(operation, after=kept)
        case AddConstraint(constraint=Check() | ForeignKey() as constraint):
            yield replace(operation, constraint=replace(constraint, validated=False))
        case AddConstraint() | CreateIndex():
            pass
        case _:
            yield operation


def _place(operation: Operation) -> str | None:
    match operation:
        case AddColumn(table=table, column=column) | AlterColumn(table=table, after=column):
            return f"{table}.{column.name}"
        case AddConstraint(table=table, constraint=constraint):
            return constraint_place(table, constraint)
        case ValidateConstraint(table=table, after=constraint):
            return constraint_place(table, constraint)
        case CreateIndex(table=table, index=index):
            return f"{table}.{index.name}"
        case AlterEnum(before=enum):
            return str(enum.name)
        case _:
            return None

"""Views of versions that stand in the way of a change, and are made again behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goofer_py.generate.stages.shapes import shapes_after
from goofer_py.operations import AlterColumn, DropColumn, Operation
from goofer_py.operations.rebuild_enum import RebuildEnum
from goofer_py.operations.rebuild_type import RebuildType
from goofer_py.operations.shape import CreateShape, DropShape, Shape
from goofer_py.schema import Name


def stepping_aside(
    operations: Sequence[Operation], standing: tuple[Shape, ...]
) -> tuple[Operation, ...]:
    """Return the operations, which begin with these views, with views out of their way.

    What is made again is as it was: what changes of it is a matter of the change itself.
    """
    places = [place for place, _ in _hindered(operations, standing)]
    if not places:
        return tuple(operations)
    first, last = places[0], places[-1] + 1
    there = shapes_after(standing, operations[:first])
    between = operations[first:last]
    made = {op.shape.schema for op in between if isinstance(op, CreateShape)}
    going = {op.shape.schema for op in between if isinstance(op, DropShape)} - made
    return (
        *operations[:first],
        *(DropShape(shape) for shape in there if shape.schema not in going),
        *between,
        *(CreateShape(shape) for shape in there if shape.schema not in going),
        *operations[last:],
    )


def _hindered(
    operations: Sequence[Operation], standing: tuple[Shape, ...]
) -> Iterator[tuple[int, Operation]]:
    for place, operation in enumerate(operations):
        seen = {
            (table.table, column.source)
            for shape in standing
            for table in shape.tables
            for column in table.columns
        }
        if not seen.isdisjoint(_changed(operation)):
            yield place, operation
        standing = shapes_after(standing, (operation,))


def _changed(operation: Operation) -> Iterator[tuple[Name, str]]:
    """Yield the columns that no view may see while the operation runs."""
    match operation:
        case AlterColumn(before=old, after=new, using=using):
            if (old.type, old.collation) != (new.type, new.collation) or using is not None:
                yield operation.table, old.name
        case DropColumn(column=column):
            yield operation.table, column.name
        case RebuildEnum(columns=columns):
            yield from ((table, one.name) for table, pairs in columns for one, _ in pairs)
        case RebuildType(columns=columns):
            yield from ((table, one.name) for table, pairs in columns for one, _ in pairs)
        case _:
            pass

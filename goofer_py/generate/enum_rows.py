"""Rows that hold values which an enum type is about to lose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress

from goofer_py.dialects.dialect import Dialect
from goofer_py.errors import StatementFailed
from goofer_py.generate.located import Located
from goofer_py.generate.look import Look
from goofer_py.generate.obstacle import Found, Obstacle
from goofer_py.generate.ways import choices, way_texts
from goofer_py.operations import AlterEnum
from goofer_py.schema import Column, Name, Schema


def values_held(
    operation: AlterEnum, current: Schema, look: Look, at: Located, dialect: Dialect
) -> Iterator[Obstacle]:
    """Yield an obstacle for each column that stays and has rows with a value that goes."""
    gone = _values_that_go(operation)
    for table, column in _columns_of(operation.before.name, current) if gone else ():
        owner = current.table(table)
        if not at.stays(table, column.name):
            continue
        name = dialect.quote(column.name)
        shown = dict.fromkeys((*at.key(owner), name))
        with suppress(StatementFailed):
            holds = _condition(name, column, gone, dialect)
            found = look.rows(dialect.qualified(table), holds, [*shown])
            if found.rows:
                yield _obstacle(operation, f"{table}.{column.name}", gone, found)


def _values_that_go(operation: AlterEnum) -> list[str]:
    instead = {old for old, _ in (*operation.renamed, *operation.replaced)}
    return [v for v in operation.before.values if v not in {*operation.after.values, *instead}]


def _columns_of(enum: Name, schema: Schema) -> Iterator[tuple[Name, Column]]:
    for table in schema.tables:
        for column in table.columns:
            if column.type.enum == enum and column.computed is None:
                yield table.name, column


def _condition(name: str, column: Column, values: Sequence[str], dialect: Dialect) -> str:
    """Return what holds for rows with one of the values, in an array too."""
    listed = ", ".join(map(dialect.literal, values))
    if not column.type.text:
        return f"CAST({name} AS text) IN ({listed})"
    items = f"SELECT 1 FROM unnest({name}) AS item"
    return f"EXISTS ({items} WHERE CAST(item AS text) IN ({listed}))"


def _obstacle(operation: AlterEnum, place: str, gone: Sequence[str], found: Found) -> Obstacle:
    enum = operation.before.name
    values = ", ".join(map(repr, gone))
    hold = "holds" if found.rows == 1 else "hold"
    examples = f", such as {'; '.join(found.examples)}." if found.examples else "."
    problem = f"The enum {enum} has {values} no more, and {found} of {place} {hold} that{examples}"
    texts = (*_renames(operation, gone), *way_texts("value", str(enum), ("fix",)))
    return Obstacle("value", str(enum), problem, found, texts, choices("value", ("fix",)))


def _renames(operation: AlterEnum, gone: Sequence[str]) -> Iterator[str]:
    """Yield how to say that a value is only called something else, if there is a new one."""
    known = {*operation.before.values, *(new for _, new in operation.renamed)}
    new = [value for value in operation.after.values if value not in known]
    if new:
        yield (
            f'say that it is called something else now: [renames] "{operation.before.name}.'
            f'{gone[0]}" = "{new[0]}" in goofer.answers.toml;'
        )

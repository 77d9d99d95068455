"""Whether the rows that are there can survive a change: asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from goofer_py.errors import StatementFailed, UnsafeChange
from goofer_py.generate.trace import Place
from goofer_py.operations import AddColumn, AlterColumn, Operation
from goofer_py.schema import Name
from goofer_py.stores.store import Session

EXAMPLES = 3
"""How many values in the way are shown."""


def check_rows(
    session: Session, operations: Iterable[Operation], origins: Mapping[Place, Place]
) -> None:
    """Raise UnsafeChange when rows in the live database stand in the way of an operation.

    `origins` tells where a column is in the database, when a rename moves it.
    """
    problems = [
        problem
        for operation in operations
        for problem in _Look(session, origins).problems(operation)
    ]
    if problems:
        raise UnsafeChange("\n".join([*problems, "Nothing was written."]))


class _Look:
    """Bounded queries on one live database."""

    def __init__(self, session: Session, origins: Mapping[Place, Place]) -> None:
        self.session = session
        self.dialect = session.dialect
        self.origins = origins

    def problems(self, operation: Operation) -> Iterator[str]:
        """Yield what stands in the way of one operation, with the ways out."""
        match operation:
            case AddColumn(column=column, fill=None, kept=None) if not column.fills_itself:
                yield from self.required(operation)
            case AlterColumn(before=before, after=after):
                if before.nullable and not after.nullable and operation.fill is None:
                    yield from self.nulls(operation)
                if before.type != after.type and operation.using is None:
                    yield from self.misfits(operation)
            case _:
                pass

    def required(self, operation: AddColumn) -> Iterator[str]:
        place = f"{operation.table}.{operation.column.name}"
        table = self.table(operation.table)
        if self.session.query(f"SELECT 1 FROM {table} LIMIT 1"):
            yield (
                f"{place} is NOT NULL and has no default, and {operation.table} has rows: they "
                f"would have no value.\n{_FILL.format(place=place)}"
            )

    def nulls(self, operation: AlterColumn) -> Iterator[str]:
        table, column = self.place(operation)
        rows = self.session.query(f"SELECT count(*) FROM {table} WHERE {column} IS NULL")
        if rows[0][0]:
            place = f"{operation.table}.{operation.after.name}"
            yield (
                f"{place} becomes NOT NULL, and {rows[0][0]} rows have NULL there.\n"
                f"{_FILL.format(place=place)}"
            )

    def misfits(self, operation: AlterColumn) -> Iterator[str]:
        condition = self.dialect.misfit(operation.before, operation.after)
        if condition is None:
            return
        table, column = self.place(operation)
        place = f"{operation.table}.{operation.after.name}"
        what = f"{place} changes from {operation.before.type} to {operation.after.type}, and"
        try:
            rows = self.session.query(f"SELECT count(*) FROM {table} WHERE {condition}")
            if rows[0][0]:
                examples = self.session.query(
                    f"SELECT {column} FROM {table} WHERE {condition} LIMIT {EXAMPLES}"
                )
                shown = ", ".join(repr(row[0]) for row in examples)
                yield (
                    f"{what} {rows[0][0]} rows would not survive it, such as {shown}.\n"
                    f"{_CONVERT.format(place=place)}"
                )
        except StatementFailed as error:
            yield (
                f"{what} there are rows that cannot be converted: {error.server}\n"
                f"{_CONVERT.format(place=place)}"
            )

    def table(self, name: Name) -> str:
        found = next((old for (new, _), (old, _) in self.origins.items() if new == name), name)
        return self.dialect.qualified(found)

    def place(self, operation: AlterColumn) -> tuple[str, str]:
        key = (operation.table, operation.before.name)
        table, column = self.origins.get(key, key)
        return self.dialect.qualified(table), self.dialect.quote(column)


_FILL = """\
  - give the column a server default, for old rows and new ones;
  - say what old rows get: [fills] "{place}" = "<SQL>" in goofer.answers.toml, or
    info={{"goofer": {{"fill": "<SQL>"}}}} on the column;
  - go in two steps: nullable now, NOT NULL once every row has a value."""
_CONVERT = """\
  - say how to convert: [conversions] "{place}" = "<SQL>" in goofer.answers.toml, or
    info={{"goofer": {{"using": "<SQL>"}}}} on the column;
  - go in two steps: correct the rows in a migration of its own first (goofer create)."""

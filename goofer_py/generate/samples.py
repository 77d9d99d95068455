"""Sample rows for a scratch copy, so that a proof is about rows too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from goofer_py.diff.graph import parents_first
from goofer_py.errors import StatementFailed
from goofer_py.generate.trace import Place
from goofer_py.operations import AlterColumn, Operation
from goofer_py.schema import Column, ForeignKey, Name, Schema, Table
from goofer_py.schema.heritage import whole
from goofer_py.stores.store import Session

ROWS = 3
"""Rows a table: two full ones, and one with NULL wherever it may stand."""


@dataclass(slots=True)
class Samples:
    """What was put into a scratch: tables with rows, and tables that took none."""

    tables: list[Name] = field(default_factory=list)
    refused: list[Name] = field(default_factory=list)


def becoming(operations: Iterable[Operation]) -> Iterator[tuple[Place, Column]]:
    """Yield the columns that change, and what they turn into."""
    for op in operations:
        if isinstance(op, AlterColumn):
            yield (op.table, op.before.name), op.after


def insert_samples(session: Session, schema: Schema, changes: Mapping[Place, Column]) -> Samples:
    """Put sample rows into every table of `schema` that takes them.

    `changes` gives the column that a place turns into: its values can then be converted.
    A table whose constraints no plausible row meets stays empty, and is told as refused.
    """
    samples = Samples()
    maker = _Maker(session, schema, changes)
    order, cut = parents_first(schema.tables)
    maker.cut = {(name, key) for name, key in cut}
    originals = schema.by_name
    for table in order:
        if table.partition_of is not None:
            continue  # its rows come by way of the whole
        done = maker.fill(whole(originals, originals[table.name]))
        (samples.tables if done else samples.refused).append(table.name)
    return samples


@dataclass(slots=True)
class _Maker:
    session: Session
    schema: Schema
    changes: Mapping[Place, Column]
    cut: set[tuple[Name, ForeignKey]] = field(default_factory=set)
    filled: set[Name] = field(default_factory=set)

    def fill(self, table: Table) -> bool:
        inserts = [self.insert(table, row) for row in range(1, ROWS + 1)]
        done = sum(insert is not None and self.try_(insert) for insert in inserts)
        if done:
            self.filled.add(table.name)
        return done > 0

    def try_(self, insert: str) -> bool:
        if not self.session.dialect.capabilities.transactional_ddl:
            return self.try_alone(insert)
        self.session.execute("SAVEPOINT goofer_sample")
        try:
            self.session.execute(insert)
        except StatementFailed:
            self.session.execute("ROLLBACK TO SAVEPOINT goofer_sample")
            return False
        finally:
            self.session.execute("RELEASE SAVEPOINT goofer_sample")
        return True

    def try_alone(self, insert: str) -> bool:
        """Insert where no transaction is open: a statement that fails leaves nothing behind."""
        with suppress(StatementFailed):
            self.session.execute(insert)
            return True
        return False

    def insert(self, table: Table, row: int) -> str | None:
        dialect = self.session.dialect
        values = dict(self.values(table, row))
        if any(value is None for value in values.values()):
            return None
        name = dialect.qualified(table.name)
        if not values:
            without = "() VALUES ()" if dialect.capabilities.assigns_texts else "DEFAULT VALUES"
            return f"INSERT INTO {name} {without}"
        columns = ", ".join(map(dialect.quote, values))
        return f"INSERT INTO {name} ({columns}) VALUES ({', '.join(map(str, values.values()))})"

    def values(self, table: Table, row: int) -> Iterator[tuple[str, str | None]]:
        key = () if table.primary_key is None else table.primary_key.columns
        for column in table.columns:
            if column.computed is not None or _numbered(column):
                continue
            bare = row == ROWS and column.name not in key
            after = self.changes.get((table.name, column.name), column)
            if bare and column.nullable and after.nullable:
                yield column.name, "NULL"
            else:
                yield column.name, self.value(table, column, row, frozenset())

    def value(self, table: Table, column: Column, row: int, seen: frozenset[Place]) -> str | None:
        place = (table.name, column.name)
        for key in table.foreign_keys:
            if column.name in key.columns and place not in seen:
                return self.reference(table, column, key, row, seen | {place})
        return self.plain(table, column, row)

    def reference(
        self, table: Table, column: Column, key: ForeignKey, row: int, seen: frozenset[Place]
    ) -> str | None:
        parent = self.schema.find_table(key.target)
        reachable = key.target in self.filled or key.target == table.name
        if parent is None or not reachable or (table.name, key) in self.cut:
            return "NULL" if column.nullable else None
        target = parent.column(key.target_columns[key.columns.index(column.name)])
        return self.value(parent, target, row, seen)

    def plain(self, table: Table, column: Column, row: int) -> str | None:
        dialect = self.session.dialect
        if column.type.enum is not None:
            return self.enum_value(column, row)
        after = self.changes.get((table.name, column.name))
        if after is not None and after.type != column.type and after.type.enum is None:
            sample = dialect.sample(after, row)
            if sample is None or dialect.capabilities.assigns_texts:
                return sample
            return f"CAST({sample} AS {column.type.text})"
        return dialect.sample(column, row) or ("NULL" if column.nullable else None)

    def enum_value(self, column: Column, row: int) -> str | None:
        enum = next((e for e in self.schema.enums if e.name == column.type.enum), None)
        if enum is None or not enum.values:
            return "NULL" if column.nullable else None
        literal = self.session.dialect.literal(enum.values[row % len(enum.values)])
        cast = f"{literal}::{self.session.dialect.qualified(enum.name)}"
        return f"ARRAY[{cast}]" if column.type.text else cast


def _numbered(column: Column) -> bool:
    return column.identity is not None and column.identity.kind == "always"


def snapshot(session: Session, table: Name, columns: Iterable[str]) -> list[str]:
    """Return the rows of a table as comparable texts, in an order of their own."""
    dialect = session.dialect
    names = ", ".join(map(dialect.quote, columns)) or "1"
    return sorted(map(repr, session.query(f"SELECT {names} FROM {dialect.qualified(table)}")))

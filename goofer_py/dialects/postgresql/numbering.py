"""Sequences of serial columns that other columns count by as well.

Such a sequence is more than a part of its column: other tables have to come behind it, and it
cannot go with its table. So it stands for itself, and the column says that it counts by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from goofer_py.dialects.postgresql.names import object_name
from goofer_py.dialects.postgresql.quoting import fold, literal, qualified
from goofer_py.schema import Column, Identity, Name, Schema, Sequence, Table, Use

_NEXT = re.compile(r"nextval\('((?:[^']|'')+)'(?:::(?:regclass|text))*\)")
_PART = re.compile(r'"(?:[^"]|"")*"|[^."]+')


def with_shared_sequences(schema: Schema) -> Schema:
    """Return the schema with the sequences that several columns count by as sequences."""
    counted = set(_counted(schema.tables))
    if not counted:
        return schema
    there = {sequence.name for sequence in schema.sequences}
    made = list(_shared(schema.tables, counted - there))
    if not made:
        return schema
    owners = {(s.owned_by.name, s.owned_by.column): s for s in made if s.owned_by is not None}

    def spelled(table: Table) -> Table:
        for column in table.columns:
            sequence = owners.get((table.name, column.name))
            if sequence is not None:
                table = table.with_column_replaced(column.name, counting(column, sequence.name))
        return table

    return replace(schema.map_tables(spelled), sequences=(*schema.sequences, *made))


def counts_by(default: str | None) -> str | None:
    """Return the sequence, as it is written, whose next value the default is."""
    found = None if default is None else _NEXT.fullmatch(default)
    return None if found is None else found[1]


def sequence_of(table: Name, column: Column) -> Name | None:
    """Return the sequence behind the column, None where it has none."""
    if column.identity is None:
        return None
    return column.identity.sequence or _usual(table, column)


def with_odd_sequences(table: Name, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the columns where only those sequences have a name that are not called as usual."""
    if all(column.identity is None for column in columns):
        return columns
    return tuple(_with_odd_sequence(table, column) for column in columns)


def sequence_behind(name: Name, table: Name, column: Column) -> Sequence:
    """Return the sequence of a serial column as one that the column owns."""
    by = column.identity or Identity("serial")
    return _sequence(name, table, column, by)


def counting(column: Column, sequence: Name) -> Column:
    """Return a serial column as one whose default is the next value of the sequence."""
    default = f"nextval({literal(qualified(sequence))}::regclass)"
    return replace(column, identity=None, default=default)


def _usual(table: Name, column: Column) -> Name:
    return table.renamed(object_name(table.name, column.name, "seq"))


def _with_odd_sequence(table: Name, column: Column) -> Column:
    by = column.identity
    if by is None or by.sequence != _usual(table, column):
        return column
    return replace(column, identity=replace(by, sequence=None))


def _counted(tables: Iterable[Table]) -> Iterator[Name]:
    for table in tables:
        for column in table.columns:
            if column.default is not None and "nextval(" in column.default:
                written = counts_by(column.default)
                if written is not None:
                    yield _name(written.replace("''", "'"))


def _name(written: str) -> Name:
    *schema, name = map(fold, _PART.findall(written))
    return Name(name, schema[0] if schema else None)


def _shared(tables: Iterable[Table], counted: set[Name]) -> Iterator[Sequence]:
    for table in tables:
        for column in table.columns:
            by = column.identity
            if by is not None and by.kind == "serial":
                name = by.sequence or _usual(table.name, column)
                if name in counted:
                    yield _sequence(name, table.name, column, by)


def _sequence(name: Name, table: Name, column: Column, by: Identity) -> Sequence:
    kind = column.type.text
    return Sequence(
        name,
        None if kind == "bigint" else kind,
        by.start,
        by.increment,
        by.minimum,
        by.maximum,
        by.cycle,
        by.cache,
        owned_by=Use("table", table, column.name),
    )

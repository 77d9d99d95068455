"""What makes a schema in an empty database, and what leads back to an empty one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from goofer_py.dialects.dialect import Dialect
from goofer_py.diff.differ import diff
from goofer_py.generate.canonical import is_late
from goofer_py.introspect.introspector import Introspector
from goofer_py.introspect.scope import Scope
from goofer_py.operations import CreateTable, Operation
from goofer_py.schema import Schema, Unmanaged
from goofer_py.schema.access import ACCESS
from goofer_py.stores.store import Session

_EXTENSION = re.compile(r"^CREATE EXTENSION (?!IF NOT)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Making:
    """The operations in their order: up to the last `tables`, `rest` of them, and `late` objects.

    Rows go behind the tables. What is not managed and has a definition goes before what is late.
    """

    tables: tuple[Operation, ...]
    rest: tuple[Operation, ...]
    late: tuple[Operation, ...]

    @property
    def early(self) -> tuple[Operation, ...]:
        """All that comes before views, triggers and the like."""
        return (*self.tables, *self.rest)


def making(schema: Schema, dialect: Dialect) -> Making:
    """Return what makes `schema` out of nothing."""
    operations = dialect.lower(diff(Schema(), schema), Schema())
    early = tuple(takewhile(lambda op: not is_late(op, schema), operations))
    made = [place for place, op in enumerate(early, 1) if isinstance(op, CreateTable)]
    last = made[-1] if made else 0
    return Making(early[:last], early[last:], tuple(operations[len(early) :]))


def unmaking(schema: Schema, dialect: Dialect) -> tuple[Operation, ...]:
    """Return what leads from `schema` back to nothing."""
    inverses = [operation.inverse() for operation in reversed(diff(Schema(), schema))]
    return tuple(dialect.lower(inverses, schema))


def tolerant(text: str) -> str:
    """Return statements that take what a new database may come with, such as extensions."""
    return _EXTENSION.sub("CREATE EXTENSION IF NOT EXISTS ", text)


def ended(statement: str) -> str:
    """Return a statement with its semicolon."""
    return f"{statement.rstrip().rstrip(';')};"


def untold(unmanaged: Sequence[Unmanaged]) -> list[str]:
    """Return what has no statement, without the parts that a statement of another one makes."""
    wholes = [f"{one.name.name}_" for one in unmanaged if one.definition is not None]
    return [
        f"{one.kind} {one.name}"
        for one in unmanaged
        if one.definition is None and not one.name.name.startswith(tuple(wholes))
    ]


def read_whole(
    session: Session, introspector: Introspector, scope: Scope, own: Collection[str]
) -> tuple[Schema, list[str]]:
    """Return all of a database within the scope, in all of its schemas, in the order of names.

    Returns too what the scope leaves out, by name. `own` are goofer's tables, which are neither.
    """
    names = tuple(dict.fromkeys((*scope.namespaces, *introspector.schemas(session))))
    everything = replace(scope, namespaces=names, include=("*",), exclude=tuple(own))
    found = session.dialect.canonical(introspector.read(session, everything))
    schema = scope.managed(_without_access_to(own, found))
    there = {table.name for table in schema.tables}
    left_out = [f"table {one.name}" for one in found.tables if one.name not in there]
    return in_order_of_names(schema), sorted(left_out)


def _without_access_to(tables: Collection[str], schema: Schema) -> Schema:
    rest = (
        one
        for one in schema.objects
        if one.kind not in ACCESS or one.table is None or one.table.name not in tables
    )
    return replace(schema, objects=tuple(rest))


def in_order_of_names(schema: Schema) -> Schema:
    """Return the schema in an order that depends on nothing but names."""
    return replace(
        schema,
        tables=tuple(sorted(schema.tables, key=lambda one: one.name.sort_key)),
        enums=tuple(sorted(schema.enums, key=lambda one: one.name.sort_key)),
        sequences=tuple(sorted(schema.sequences, key=lambda one: one.name.sort_key)),
        namespaces=tuple(sorted(schema.namespaces)),
        objects=tuple(sorted(schema.objects, key=lambda one: str(one.key))),
        unmanaged=tuple(sorted(schema.unmanaged, key=lambda one: (one.kind, one.name.sort_key))),
    )

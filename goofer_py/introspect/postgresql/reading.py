"""All rows of one reading put together as a schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from goofer_py.dialects.postgresql.numbering import with_odd_sequences
from goofer_py.introspect.postgresql import queries
from goofer_py.introspect.postgresql.access import queries_on_access, read_access
from goofer_py.introspect.postgresql.catalog import Catalog
from goofer_py.introspect.postgresql.columns import ColumnReader
from goofer_py.introspect.postgresql.constraints import Constraints, read_constraints
from goofer_py.introspect.postgresql.indexes import read_indexes
from goofer_py.introspect.postgresql.left_queries import LEFT_ALONE
from goofer_py.introspect.postgresql.object_queries import CENSUS
from goofer_py.introspect.postgresql.objects import Objects, read_objects
from goofer_py.introspect.postgresql.overrides import read_overrides
from goofer_py.introspect.postgresql.relations import Relation, read_relations
from goofer_py.introspect.postgresql.sequences import owned_sequences, read_sequences
from goofer_py.schema import (
    Column,
    Enum,
    Index,
    Override,
    Schema,
    Sequence,
    Table,
    Unmanaged,
    Use,
)

_QUERIES = (
    queries.ENUMS,
    queries.SEQUENCES,
    queries.COLUMNS,
    queries.CONSTRAINTS,
    queries.INDEXES,
    queries.RELATIONS,
    CENSUS,
    LEFT_ALONE,
)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What tables are made of, by the number of the table."""

    columns: Mapping[int, list[Column]]
    constraints: Mapping[int, Constraints]
    indexes: Mapping[int, list[Index]]
    overrides: Mapping[int, tuple[Override, ...]]


def begin_to_read(catalog: Catalog) -> AbstractContextManager[None]:
    """Ask what every reading asks, for `read_schema` within the context; in one transaction."""
    return catalog.ahead((*_QUERIES, *queries_on_access(catalog.access)))


def read_schema(catalog: Catalog) -> Schema:
    """Return everything within the scope of `catalog`; `begin_to_read` must have begun it."""
    enums = _enums(catalog)
    sequences = read_sequences(catalog.rows(queries.SEQUENCES), catalog.numbers)
    reader = ColumnReader(catalog, sequences.owned)
    columns = reader.read(catalog.rows(queries.COLUMNS))
    constraints = read_constraints(catalog.rows(queries.CONSTRAINTS), catalog)
    indexes = read_indexes(catalog.rows(queries.INDEXES), catalog, reader.collations)
    relations = read_relations(catalog.rows(queries.RELATIONS), catalog)
    parts = _Parts(columns, constraints, indexes, read_overrides(reader, relations))
    covers = catalog.scope.covers
    own = {one.number: one.name for one in relations if one.kind is None and covers(one.name)}
    free = (*sequences.free, *owned_sequences(sequences, own, catalog.numbers))
    others = _others(relations, enums, free)
    objects = read_objects(catalog, others)
    tables = tuple(_tables(relations, catalog, parts, objects))
    used = {column.type.enum for table in tables for column in table.columns}
    return Schema(
        tables,
        enums=tuple(e for e in enums if e.name in used or covers(e.name)),
        sequences=tuple(s for s in free if covers(s.name)),
        namespaces=catalog.namespaces,
        objects=(*objects.objects, *read_access(catalog)),
        unmanaged=tuple(
            sorted(
                (*_unmanaged(relations, catalog), *objects.unmanaged),
                key=lambda thing: (thing.kind, thing.name.sort_key),
            )
        ),
    )


def _enums(catalog: Catalog) -> list[Enum]:
    found = []
    for number, namespace, name, comment, values in catalog.rows(queries.ENUMS):
        enum = Enum(catalog.numbers.name(namespace, name), tuple(values), comment)
        catalog.numbers.enums[number] = enum.name
        found.append(enum)
    return found


def _others(
    relations: Iterable[Relation], enums: Iterable[Enum], sequences: Iterable[Sequence]
) -> list[Use]:
    found = [Use("table", one.name) for one in relations if one.kind is None]
    found += [Use("enum", enum.name) for enum in enums]
    return [*found, *(Use("sequence", sequence.name) for sequence in sequences)]


def _tables(
    relations: list[Relation], catalog: Catalog, parts: _Parts, objects: Objects
) -> Iterator[Table]:
    for one in relations:
        if one.kind is None and catalog.scope.covers(one.name):
            constraints = parts.constraints.get(one.number) or Constraints()
            yield Table(
                one.name,
                with_odd_sequences(one.name, tuple(parts.columns.get(one.number, ()))),
                constraints.primary_key,
                tuple(constraints.uniques),
                tuple(constraints.foreign_keys),
                tuple(constraints.checks),
                tuple(parts.indexes.get(one.number, ())),
                one.comment,
                one.options,
                exclusions=tuple(constraints.exclusions),
                partition_of=one.partition_of,
                bound=one.bound,
                inherits=one.inherits,
                overrides=parts.overrides.get(one.number, ()),
                uses=objects.table_uses.get(one.number, ()),
            )


def _unmanaged(relations: list[Relation], catalog: Catalog) -> Iterator[Unmanaged]:
    covers = catalog.scope.covers
    for one in relations:
        if one.kind not in (None, "view", "materialized view") and covers(one.name):
            yield Unmanaged(one.kind, one.name)

"""A schema with every text spelled one way, by rules alone."""

from __future__ import annotations

from dataclasses import replace

from goofer_py.dialects.postgresql.columns import (
    canonical_column,
    short_name,
    with_spelled_computed,
)
from goofer_py.dialects.postgresql.constraints import (
    canonical_check,
    canonical_foreign_key,
    canonical_key,
    with_names,
)
from goofer_py.dialects.postgresql.exclusions import canonical_exclusion
from goofer_py.dialects.postgresql.identity import without_defaults
from goofer_py.dialects.postgresql.indexes import canonical_index
from goofer_py.dialects.postgresql.inherited import without_inherited
from goofer_py.dialects.postgresql.numbering import with_shared_sequences
from goofer_py.dialects.postgresql.options import canonical_bound, canonical_options
from goofer_py.dialects.postgresql.quoting import all_shortened
from goofer_py.dialects.postgresql.spelling import signature
from goofer_py.dialects.postgresql.types import canonical_type
from goofer_py.schema import Column, Enum, Schema, Sequence, Table
from goofer_py.schema.heritage import ancestors


def canonical(schema: Schema) -> Schema:
    """Return `schema` as the server would describe it, as far as rules can tell."""
    spelled = replace(
        schema,
        tables=with_names(without_inherited(_canonical_tables(schema.tables))),
        enums=tuple(map(_canonical_enum, schema.enums)),
        sequences=tuple(map(canonical_sequence, schema.sequences)),
        namespaces=all_shortened(schema.namespaces),
    )
    return with_shared_sequences(spelled)


def _canonical_tables(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    if not any(table.parents for table in tables):
        return tuple(map(canonical_table, tables))
    named = {short_name(table.name): table for table in tables}

    def spelled(table: Table) -> Table:
        above = ancestors(named, table)
        return canonical_table(table, tuple(c for parent in above for c in parent.columns))

    return tuple(map(spelled, tables))


def canonical_table(table: Table, inherited: tuple[Column, ...] = ()) -> Table:
    """Return the table as the server would describe it; what has no name stays without.

    Its expressions may read `inherited` columns too.
    """
    key = table.primary_key
    required = frozenset(() if key is None else key.columns)
    columns = tuple(canonical_column(column, column.name in required) for column in table.columns)
    there = {column.name for column in columns}
    others = (canonical_column(c, False) for c in inherited if c.name not in there)
    names = signature((*columns, *others))
    return Table(
        name=short_name(table.name),
        columns=with_spelled_computed(columns, names),
        primary_key=None if key is None else canonical_key(key),
        uniques=tuple(map(canonical_key, table.uniques)),
        foreign_keys=tuple(map(canonical_foreign_key, table.foreign_keys)),
        checks=tuple(canonical_check(check, names) for check in table.checks),
        indexes=tuple(canonical_index(index, names) for index in table.indexes),
        comment=table.comment or None,
        options=canonical_options(table.options),
        uses=table.uses,
        exclusions=tuple(canonical_exclusion(one, names) for one in table.exclusions),
        partition_of=table.partition_of and short_name(table.partition_of),
        bound=table.bound and canonical_bound(table.bound),
        inherits=tuple(map(short_name, table.inherits)),
        overrides=table.overrides and tuple(sorted(table.overrides)),
    )


def canonical_sequence(sequence: Sequence) -> Sequence:
    """Return the sequence with None for every option that says what holds anyway."""
    kind = "bigint" if sequence.type is None else canonical_type(sequence.type)
    return replace(
        without_defaults(sequence, kind),
        name=short_name(sequence.name),
        type=None if kind == "bigint" else kind,
        comment=sequence.comment or None,
        owned_by=None
        if sequence.owned_by is None
        else replace(sequence.owned_by, name=short_name(sequence.owned_by.name)),
    )


def _canonical_enum(enum: Enum) -> Enum:
    return replace(enum, name=short_name(enum.name), comment=enum.comment or None)

"""A schema as text that a person reads."""

from __future__ import annotations

from collections.abc import Iterator

from goofer_py.cli.plain import table_lines
from goofer_py.schema import (
    Check,
    Column,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    IndexPart,
    PrimaryKey,
    Schema,
    Table,
    Unique,
)
from goofer_py.schema.spelled import as_written


def schema_lines(schema: Schema) -> Iterator[str]:
    """Yield the schema's objects by name, tables with their columns first."""
    for table in sorted(schema.tables, key=lambda t: t.name.sort_key):
        yield from _table(table)
        yield ""
    for enum in sorted(schema.enums, key=lambda e: e.name.sort_key):
        yield f"enum {enum.name} ({', '.join(enum.values)})"
    for sequence in sorted(schema.sequences, key=lambda s: s.name.sort_key):
        yield f"sequence {sequence.name}"
    yield from sorted(map(str, schema.objects))
    for other in sorted(schema.unmanaged, key=lambda u: (u.kind, u.name.sort_key)):
        yield f"{other.kind} {other.name}"


def _table(table: Table) -> Iterator[str]:
    options = ", ".join(f"{name} {value}".rstrip() for name, value in table.options)
    yield f"table {table.name}" + (f" ({options})" if options else "") + _descent(table)
    heads = ("  column", "type", "null", "default")
    rows = [_column(column) for column in table.columns]
    yield from table_lines(heads, rows)
    for said in table.overrides or ():
        text = "none" if said.said is None else as_written(said.said)
        yield f"  {said.facet} of {said.column} {text}".rstrip()
    for constraint in table.constraints:
        yield f"  {_constraint(constraint)}"
    for index in sorted(table.indexes, key=lambda i: i.name):
        yield f"  {_index(index)}"


def _descent(table: Table) -> str:
    if table.partition_of is not None:
        return f", a partition of {table.partition_of} {table.bound}"
    parents = ", ".join(map(str, table.inherits))
    return f", inherits from {parents}" if parents else ""


def _column(column: Column) -> tuple[str, str, str, str]:
    if column.computed is not None:
        default = f"computed {column.computed.expression}"
    elif column.identity is not None:
        default = column.identity.kind
    else:
        default = str(as_written(column.default or ""))
    return (f"  {column.name}", str(column.type), "" if column.nullable else "no", default)


def _constraint(constraint: Constraint) -> str:
    name = f" {constraint.name}" if constraint.name else ""
    match constraint:
        case PrimaryKey(columns=columns):
            return f"primary key{name} ({', '.join(columns)})"
        case Unique(columns=columns):
            return f"unique{name} ({', '.join(columns)})"
        case ForeignKey(columns=columns, target=target, target_columns=targets):
            actions = (
                f" on {event} {action.lower()}"
                for event, action in (
                    ("delete", constraint.on_delete),
                    ("update", constraint.on_update),
                )
                if action
            )
            ends = f"({', '.join(columns)}) to {target} ({', '.join(targets)})"
            return f"foreign key{name} {ends}{''.join(actions)}"
        case Check(expression=expression):
            return f"check{name} ({expression})"
        case Exclusion(elements=elements):
            return f"exclusion{name} ({elements})"


def _index(index: Index) -> str:
    keys = ", ".join(_key(part) for part in index.parts)
    where = f" where {index.where}" if index.where else ""
    return f"{'unique index' if index.unique else 'index'} {index.name} ({keys}){where}"


def _key(part: IndexPart) -> str:
    key = part.column if part.column is not None else f"({part.expression})"
    return f"{key} desc" if part.descending else key

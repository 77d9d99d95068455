"""All declared tables as one schema."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from goofer_py.diff.hints import Hints
from goofer_py.entities.reading.collision import refuse_collisions
from goofer_py.entities.reading.descent import descent_hints, read_partitions
from goofer_py.entities.reading.hint import read_hints
from goofer_py.entities.reading.keyless import without_keyless
from goofer_py.entities.reading.left_out import Part, as_unmanaged, parts_left_out
from goofer_py.entities.reading.lost import kind_left_out, lost_parts
from goofer_py.entities.reading.reference import References
from goofer_py.entities.reading.sequence import read_sequences
from goofer_py.entities.reading.table import TableReader
from goofer_py.entities.reading.target import Target
from goofer_py.entities.reading.type import TypeReader
from goofer_py.errors import EntityError
from goofer_py.schema import Enum, Name, Schema, Sequence, Table, Unmanaged


@dataclass(frozen=True, slots=True)
class Desired:
    """What the entities want of one database.

    `schema.unmanaged` is what they declare and goofer leaves alone. `origins` maps each table
    to the class or module that declares it. `left_out` are the columns, indexes and constraints
    that are declared as not managed, by kind in the plural, table and name.
    """

    schema: Schema
    hints: Hints
    origins: Mapping[Name, str]
    left_out: frozenset[Part] = frozenset()


def read_desired(
    tables: Mapping[sa.Table, str], metadatas: Collection[sa.MetaData], target: Target
) -> Desired:
    """Return what `tables`, each with its origin, and whole `metadatas` want of the target."""
    managed, left_out = _sorted_out(tables, target)
    types = TypeReader(target)
    reader = TableReader(target, types, References(tables))
    read, origins = _read_once(managed, reader)
    read += _listed_partitions(managed, read, target)
    if target.capabilities.keyed_references:
        read, refused = without_keyless(read)
        left_out += refused
    for metadata in metadatas:
        for enum in _enums(metadata):
            types.read(enum, "MetaData", str(enum.name))
    left_parts = frozenset(parts_left_out(managed, target))
    left_out += map(as_unmanaged, left_parts)
    lost = [part for table in managed for part in lost_parts(table, target)]
    schema = Schema(
        tables=read,
        enums=types.enums,
        sequences=read_sequences(metadatas, managed, target),
        unmanaged=_in_order({*left_out, *lost, *types.domains}),
    )
    capabilities = target.capabilities
    refuse_collisions(
        schema,
        origins,
        names_keys=capabilities.constraint_names,
        by_table=capabilities.names_by_table,
    )
    hints = read_hints(managed, target).merged(descent_hints(managed, target))
    return Desired(target.dialect.as_meant(_with_namespaces(schema)), hints, origins, left_parts)


def _listed_partitions(
    managed: Iterable[sa.Table], read: Iterable[Table], target: Target
) -> tuple[Table, ...]:
    named = {table.name for table in read}
    listed = (part for table in managed for part in read_partitions(table, target))
    return tuple(part for part in listed if part.name not in named)


def _sorted_out(
    tables: Mapping[sa.Table, str], target: Target
) -> tuple[dict[sa.Table, str], list[Unmanaged]]:
    managed: dict[sa.Table, str] = {}
    left_out: list[Unmanaged] = []
    for table, origin in tables.items():
        kind = kind_left_out(table, target)
        if kind is None:
            managed[table] = origin
        else:
            left_out.append(Unmanaged(kind, target.table_name(table, managed=False)))
    return managed, left_out


def _read_once(
    managed: Mapping[sa.Table, str], reader: TableReader
) -> tuple[tuple[Table, ...], dict[Name, str]]:
    """Read each table; the same one declared twice alike counts once, else it is refused."""
    read: dict[Name, Table] = {}
    first: dict[Name, sa.Table] = {}
    for declared in managed:
        table = reader.read(declared, managed[declared])
        other = first.setdefault(table.name, declared)
        if other is declared:
            read[table.name] = table
        elif other.name != declared.name or read[table.name] != table:
            raise _declared_twice(table.name, other, managed[other], declared, managed[declared])
    origins = {name: managed[declared] for name, declared in first.items()}
    names = sorted(read, key=lambda name: name.sort_key)
    return tuple(read[name] for name in names), {name: origins[name] for name in names}


def _declared_twice(
    name: Name, first: sa.Table, origin: str, second: sa.Table, other_origin: str
) -> EntityError:
    if first.name != second.name:
        return EntityError(
            f"The tables {first.name} of {origin} and {second.name} of {other_origin} would both "
            f"be called {name}: the server cuts off what is beyond its limit.",
            hint="give one of them a shorter name",
        )
    return EntityError(
        f"The table {name} is declared twice, and not alike: by {origin} and by {other_origin}.",
        hint="leave one of them out, or give it another name",
    )


def _enums(metadata: sa.MetaData) -> Iterator[sa.Enum]:
    """Yield the enums that belong to a MetaData itself and that no column may use.

    They listen for its creation, as those of columns do with what the column says about them.
    """
    for listener in metadata.dispatch.before_create:
        owner = getattr(listener, "__self__", None) or getattr(listener, "target", None)
        if isinstance(owner, sa.Enum) and not getattr(listener, "kwargs", None):
            yield owner


def _with_namespaces(schema: Schema) -> Schema:
    objects: tuple[Table | Enum | Sequence, ...] = (
        *schema.tables,
        *schema.enums,
        *schema.sequences,
    )
    named = {one.name.schema for one in objects if one.name.schema is not None}
    return replace(schema, namespaces=tuple(sorted(named)))


def _in_order(unmanaged: Iterable[Unmanaged]) -> tuple[Unmanaged, ...]:
    return tuple(sorted(unmanaged, key=lambda one: (one.kind, *one.name.sort_key)))

"""Partitions that nobody declares: they stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from goofer_py.diff.hints import Hints
from goofer_py.schema import Name, Schema, Table, Unmanaged
from goofer_py.schema.heritage import ancestors

KIND = "partition"


def keeping_partitions(desired: Schema, current: Schema, hints: Hints) -> Schema:
    """Return `desired` with the partitions of its tables that only `current` has.

    Those that `hints` say are to go are left out. They are told as not managed, but for the ones
    of tables whose partitions are another tool's work.
    """
    kept = list(_undeclared(desired, current, hints))
    if not kept:
        return desired
    told = (Unmanaged(KIND, t.name) for t in kept if t.partition_of not in hints.external)
    return replace(
        desired,
        tables=(*desired.tables, *kept),
        unmanaged=tuple(dict.fromkeys((*desired.unmanaged, *told))),
    )


def _undeclared(desired: Schema, current: Schema, hints: Hints) -> Iterator[Table]:
    wanted, there = desired.by_name, current.by_name
    for table in current.tables:
        if table.partition_of is None or table.name in wanted:
            continue
        above = [parent.name for parent in ancestors(there, table)]
        stays = bool(above) and _is_partitioned(wanted.get(above[-1]))
        if stays and not hints.dropped.intersection((table.name, *above)):
            yield table


def _is_partitioned(table: Table | None) -> bool:
    return table is not None and table.has_option("partition_by")


def with_ancestors(tables: Iterable[Table], schema: Schema) -> list[Table]:
    """Return `tables` and all that they have columns from."""
    named = schema.by_name
    found: dict[Name, Table] = {}
    for table in tables:
        found[table.name] = table
        found.update({parent.name: parent for parent in ancestors(named, table)})
    return list(found.values())

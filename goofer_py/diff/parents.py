"""Tables that become, cease to be, or are other parts of tables, or inherit from others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from goofer_py.diff.phase import Phase, Step
from goofer_py.operations.reparent import Reparent
from goofer_py.schema import Name, Schema, Table
from goofer_py.schema.heritage import same_part, whole, with_parts


@dataclass(frozen=True, slots=True)
class Reparenting:
    """What tables leave before all else, and what they join after it.

    `current` is the schema once the first are done, `desired` the one before the last are.
    """

    current: Schema
    desired: Schema
    first: tuple[Reparent, ...] = ()
    last: tuple[Step, ...] = ()


def reparenting(current: Schema, desired: Schema) -> Reparenting:
    """Return how the tables on both sides come to their parents in `desired`."""
    there = current.by_name
    pairs = [(there[t.name], t) for t in desired.tables if t.name in there]
    changed = [(old, new) for old, new in pairs if _descent(old) != _descent(new)]
    if not changed:
        return Reparenting(current, desired)
    again = [pair for pair in changed if pair[0].partition_of == pair[1].partition_of is not None]
    others = [pair for pair in changed if pair not in again]
    first = [*_leaving(others, current), *_rebound(again, current, desired)]
    for step in first:
        current = step.apply(current)
    last = list(_joining(others, current, desired))
    for step in last:
        desired = step.inverse().apply(desired)
    return Reparenting(
        current, desired, tuple(first), tuple((Phase.JOIN_PARENT, step) for step in last)
    )


def _descent(table: Table) -> tuple[object, ...]:
    return table.partition_of, table.bound, table.inherits


def _rebound(
    pairs: Iterable[tuple[Table, Table]], current: Schema, desired: Schema
) -> Iterator[Reparent]:
    """Let partitions go before any comes back: bounds may change hands.

    Those that are dropped later go too: they may hold what another one takes.
    """
    backs = []
    parents = {old.partition_of for old, _ in pairs}
    for table in current.tables:
        if table.partition_of in parents and table.name not in desired.by_name:
            parent = _whole_parent(current, table.partition_of)
            yield Reparent(table, whole(current.by_name, table), parent)
    for old, new in pairs:
        alone = whole(current.by_name, old)
        parent = _whole_parent(current, old.partition_of)
        yield Reparent(old, alone, parent, settled=False)
        backs.append(Reparent(alone, replace(old, bound=new.bound), parent, settled=False))
    yield from backs


def _leaving(pairs: Iterable[tuple[Table, Table]], current: Schema) -> Iterator[Reparent]:
    for old, new in pairs:
        if old.partition_of is not None:
            alone = _called_as(whole(current.by_name, old), new)
            yield Reparent(old, alone, _whole_parent(current, old.partition_of))
        elif gone := [name for name in old.inherits if name not in new.inherits]:
            kept = tuple(name for name in old.inherits if name not in gone)
            yield Reparent(old, replace(_with_all_of(gone, old, current), inherits=kept))


def _joining(
    pairs: Iterable[tuple[Table, Table]], current: Schema, desired: Schema
) -> Iterator[Reparent]:
    there = current.by_name
    for _, new in pairs:
        if new.partition_of is not None:
            alone = _called_as(whole(desired.by_name, new), there[new.name])
            yield Reparent(alone, new, _whole_parent(desired, new.partition_of))
        elif new.inherits != there[new.name].inherits:
            kept = tuple(name for name in there[new.name].inherits if name in new.inherits)
            come = [name for name in new.inherits if name not in kept]
            yield Reparent(replace(_with_all_of(come, new, desired), inherits=kept), new)


def _with_all_of(names: Iterable[Name], table: Table, schema: Schema) -> Table:
    tables = schema.by_name
    for name in names:
        if name in tables:
            parent = whole(tables, tables[name])
            table = with_parts(table, parent, is_partition=False)
    return table


def _whole_parent(schema: Schema, name: Name | None) -> Table | None:
    parent = None if name is None else schema.find_table(name)
    return None if parent is None else whole(schema.by_name, parent, renamed=False)


def _called_as(table: Table, other: Table) -> Table:
    """Return `table` with its keys and indexes called what `other` calls the same."""

    def called(part: Any, others: Iterable[Any]) -> Any:
        name = next((one.name for one in others if same_part(one, part)), part.name)
        return replace(part, name=name)

    key = table.primary_key
    return replace(
        table,
        primary_key=None if key is None else called(key, other.constraints),
        uniques=tuple(called(one, other.uniques) for one in table.uniques),
        exclusions=tuple(called(one, other.exclusions) for one in table.exclusions),
        indexes=tuple(called(one, other.indexes) for one in table.indexes),
    )

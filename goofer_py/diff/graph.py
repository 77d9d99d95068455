"""Tables and the foreign keys between them, as an order without cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from goofer_py.schema import ForeignKey, Name, Table

Cut = tuple[Name, ForeignKey]


def parents_first(tables: Iterable[Table]) -> tuple[list[Table], list[Cut]]:
    """Return the tables with each one's parents before it, and the foreign keys cut for that.

    Cut foreign keys are those that close a cycle; the tables returned are without them.
    """
    remaining = {table.name: table for table in sorted(tables, key=lambda t: t.name.sort_key)}
    cuts: list[Cut] = []
    while True:
        try:
            order = [
                remaining[name] for name in TopologicalSorter(_edges(remaining)).static_order()
            ]
        except CycleError as error:
            cuts.extend(_cut(remaining, error.args[1]))
        else:
            return order, cuts


def _edges(tables: Mapping[Name, Table]) -> dict[Name, list[Name]]:
    """Return what each table needs: what it is a part of, and what its keys point at.

    The server notes such a key for every partition of the target.
    """
    parts: dict[Name, list[Name]] = {}
    for name, table in tables.items():
        if table.partition_of is not None:
            parts.setdefault(table.partition_of, []).append(name)

    def needed(name: Name, table: Table) -> set[Name]:
        found = {k.target for k in table.foreign_keys} - {name}
        waiting = [*found]
        while waiting:
            more = set(parts.get(waiting.pop(), ())) - found - {name}
            found |= more
            waiting += more
        return (found | {*table.parents}) & tables.keys() - {name}

    return {
        name: sorted(needed(name, table), key=lambda target: target.sort_key)
        for name, table in tables.items()
    }


def _cut(tables: dict[Name, Table], cycle: list[Name]) -> Iterator[Cut]:
    # A table that is a part of another, or inherits from it, comes after it: that is never cut.
    loose = [(p, c) for p, c in pairwise(cycle) if p not in tables[c].parents]
    parent, child = min(loose, key=lambda pair: (pair[1].sort_key, pair[0].sort_key))
    for key in tables[child].foreign_keys:
        if key.target == parent:
            tables[child] = tables[child].without_constraint(key)
            yield child, key

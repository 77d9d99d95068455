"""What stays as it is although nobody declares it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from goofer_py.stores.clickhouse.altering import elements
from goofer_py.stores.clickhouse.catalog import Catalog, Column, Relation, Table
from goofer_py.stores.clickhouse.scratch import alone
from goofer_py.stores.clickhouse.wording import plain

_KEY = "PRIMARY KEY"


def settled(
    current: Catalog,
    desired: Catalog,
    columns: Mapping[str, Mapping[str, str]],
    keyed: Collection[str],
    *,
    drop: bool,
) -> tuple[dict[str, Relation], tuple[str, ...]]:
    """Return what is desired with what stays, and the columns that nobody declares.

    Columns with values stay unless what nobody declares is to be dropped. A table that is not
    `keyed` does not say what its primary key is: it keeps the one it has, if its ORDER BY begins
    with that.
    """
    found: dict[str, Relation] = {}
    undeclared: list[str] = []
    for name, after in desired.items():
        before = current.get(name)
        if isinstance(before, Table) and isinstance(after, Table):
            kept = [] if drop else _undeclared(before, after, columns.get(name, {}))
            undeclared += [f"{name}.{one.name}" for one in kept]
            whole = _with_path(before, _with(before, after, kept))
            found[name] = whole if name in keyed else _with_key(before, whole)
        else:
            found[name] = after
    return found, tuple(undeclared)


def _undeclared(before: Table, after: Table, renames: Mapping[str, str]) -> list[Column]:
    olds = {old for new, old in renames.items() if before.column(new) is None}
    return [
        one
        for one in before.columns
        if one.holds and after.column(one.name) is None and one.name not in olds
    ]


def _with(before: Table, after: Table, kept: list[Column]) -> Table:
    """Return a table with columns that stay, each behind the one that it is behind now."""
    columns = list(after.columns)
    order = [one.name for one in before.columns]
    for column in kept:
        ahead = order[: order.index(column.name)]
        places = [at for at, one in enumerate(columns, 1) if one.name in ahead[-1:]]
        columns.insert(places[0] if places else len(columns) if ahead else 0, column)
    return replace(after, columns=tuple(columns))


def _with_path(before: Table, after: Table) -> Table:
    """Return a replicated table that does not say where it is in Keeper as being where it is."""
    engine = before.clauses["ENGINE"]
    if "'" in after.clauses["ENGINE"] or not after.engine.startswith("Replicated"):
        return after
    if not engine.startswith("Replicated") or alone(engine) != alone(after.clauses["ENGINE"]):
        return after
    return replace(after, clauses={**after.clauses, "ENGINE": engine})


def _with_key(before: Table, after: Table) -> Table:
    old, new = (one.clauses.get("ORDER BY", "") for one in (before, after))
    if _KEY in after.clauses or (old == new and _KEY not in before.clauses):
        return after
    key = before.primary_key
    first, rest = elements(key), elements(new)
    if not first or rest[: len(first)] != first:
        return after
    if _KEY not in before.clauses and any(
        before.column(plain(one)) or not after.column(plain(one)) for one in rest[len(first) :]
    ):
        return after
    return replace(after, clauses={**after.clauses, _KEY: key})

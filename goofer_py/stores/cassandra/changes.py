"""What leads from what a keyspace has to something else, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from goofer_py.errors import EntityError
from goofer_py.stores.cassandra import statements as cql
from goofer_py.stores.cassandra.catalog import (
    KEY,
    Catalog,
    Column,
    Found,
    Options,
    Replicated,
    ordered,
)

Renamed = Mapping[str, Mapping[str, str]]
"""The old names of columns or fields by the new ones, by table or type."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what it does in words, and the statements there and back.

    `loses` is what does not come back on the way back.
    """

    about: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    loses: str | None = None


def changes(
    current: Catalog, goal: Catalog, renamed: Renamed, defaults: Options
) -> tuple[Change, ...]:
    """Return what leads from `current` to `goal`, in the order in which it can run.

    Options that are as the server has them by `defaults` are not written. Raises EntityError for
    what no statement changes.
    """
    return (
        *_views_gone(current, goal, defaults),
        *_types(current, goal, renamed),
        *_tables(current, goal, renamed, defaults),
        *_types_gone(current, goal),
        *_views_made(current, goal, defaults),
    )


def _tables(
    current: Catalog, goal: Catalog, renamed: Renamed, defaults: Options
) -> Iterator[Change]:
    for name, after in goal.tables.items():
        before = current.tables.get(name)
        if before is None:
            made = tuple(cql.create_table(after, _own(after.options, defaults)))
            yield Change(f"create table {name}", made, (f"DROP TABLE {cql.named(name)}",))
        else:
            staying = [
                view
                for view in current.views.values()
                if view.base == name and _stays(view, current, goal)
            ]
            yield from _altered(before, after, renamed.get(name, {}), _Around(staying, defaults))
    for name, before in current.tables.items():
        if name not in goal.tables:
            made = tuple(cql.create_table(before, _own(before.options, defaults)))
            gone = (f"DROP TABLE {cql.named(name)}",)
            yield Change(f"drop table {name}", gone, made, f"the rows of {name}")


@dataclass(frozen=True, slots=True)
class _Around:
    """The views of a table, which are in the way of whoever drops one of its columns."""

    views: Sequence[Found]
    defaults: Options

    def dropped(self, statement: str) -> tuple[str, ...]:
        """Return a statement with the views dropped before it, and made after it."""
        gone = (_drop_view(one.name) for one in self.views)
        made = (cql.create_view(one, _own(one.options, self.defaults)) for one in self.views)
        return (*gone, statement, *made)


def _altered(
    before: Found, after: Found, renamed: Mapping[str, str], around: _Around
) -> Iterator[Change]:
    name = after.name
    moved = {
        new: old
        for new, old in renamed.items()
        if old in before.columns and new in after.columns and new not in before.columns
    }
    _refuse(before, after, moved)
    yield from _indexes_gone(before, after)
    for new, old in moved.items():
        ways = (cql.rename("TABLE", name, *pair) for pair in ((old, new), (new, old)))
        yield Change(f"rename column {name}.{old} to {new}", (next(ways),), (next(ways),))
    for column in before.columns.values():
        if column.name not in after.columns and column.name not in moved.values():
            yield _dropped(name, column)
    for column in after.columns.values():
        if column.name not in before.columns and column.name not in moved:
            down = around.dropped(cql.drop_column(name, column.name))
            about = f"add column {name}.{column.name}"
            yield Change(about, (cql.add_column(name, column),), down)
    yield from _optioned("TABLE", before, after)
    yield from _indexes_made(before, after)


def _dropped(table: str, column: Column) -> Change:
    up, down = cql.drop_column(table, column.name), cql.add_column(table, column)
    about = f"{table}.{column.name}"
    return Change(f"drop column {about}", (up,), (down,), f"the values of {about}")


def _refuse(before: Found, after: Found, moved: Mapping[str, str]) -> None:
    """Raise EntityError for what no statement changes about a table."""
    keys = [
        [
            (names.get(column.name, column.name), column.order)
            for kind in KEY
            for column in table.key(kind)
        ]
        + [("", str(len(table.key("partition_key"))))]
        for table, names in ((before, {}), (after, moved))
    ]
    if keys[0] != keys[1]:
        raise _impossible(f"the primary key of the table {after.name} cannot be changed", _COPY)
    for column in after.columns.values():
        was = before.columns.get(moved.get(column.name, column.name))
        about = f"the column {after.name}.{column.name}"
        if was is None:
            dropped = before.dropped.get(column.name)
            if dropped is not None and dropped != column.type:
                what = f"{about} was dropped with the type {dropped}, and cannot be {column.type}"
                raise _impossible(what, "give the column another name")
        elif was.type != column.type:
            what = f"{about} has the type {was.type} and cannot be {column.type}"
            raise _impossible(what, _COPY if was.kind in KEY else _ANOTHER)
        elif was.kind != column.kind:
            raise _impossible(f"{about} is {was.kind} and cannot be {column.kind}", _ANOTHER)
    for new, old in moved.items():
        if before.columns[old].kind not in KEY:
            what = (
                f"the column {after.name}.{old} is not in the primary key and cannot become {new}"
            )
            raise _impossible(what, _ANOTHER)


_COPY = (
    "declare a new table, and write the rows into it with helpers.copy_rows; docs/stores/"
    "cassandra.md shows it"
)
_ANOTHER = (
    "declare a column under a new name, fill it with helpers.backfill, and drop the old one later"
)


def _impossible(what: str, hint: str) -> EntityError:
    return EntityError(
        f"{what[0].upper()}{what[1:]}: Cassandra has no statement for it. Nothing was written.",
        hint=hint,
    )


def _indexes_gone(before: Found, after: Found) -> Iterator[Change]:
    name = after.name
    for index, one in before.indexes.items():
        if after.indexes.get(index) != one:
            made = cql.create_index(name, index, one)
            yield Change(f"drop index {name}.{index}", (_drop_index(index),), (made,))


def _indexes_made(before: Found, after: Found) -> Iterator[Change]:
    name = after.name
    for index, one in after.indexes.items():
        if before.indexes.get(index) != one:
            made = cql.create_index(name, index, one)
            yield Change(f"create index {name}.{index}", (made,), (_drop_index(index),))


def _drop_index(index: str) -> str:
    return f"DROP INDEX {cql.named(index)}"


def _optioned(what: str, before: Found, after: Found) -> Iterator[Change]:
    names = [name for name, one in after.options.items() if before.options.get(name) != one]
    if names:
        up = cql.alter_options(what, after.name, {name: after.options[name] for name in names})
        old = {name: before.options[name] for name in names if name in before.options}
        down = (cql.alter_options(what, after.name, old),) if old else ()
        about = f"set {', '.join(sorted(names))} of {what.lower()} {after.name}"
        yield Change(about, (up,), down)


def _types(current: Catalog, goal: Catalog, renamed: Renamed) -> Iterator[Change]:
    for name in ordered(goal.types):
        fields, before = goal.types[name], current.types.get(name)
        if before is None:
            gone = (f"DROP TYPE {cql.named(name)}",)
            yield Change(f"create type {name}", (cql.create_type(name, fields),), gone)
        else:
            yield from _altered_type(name, before, fields, renamed.get(name, {}))


def _altered_type(
    name: str, before: Mapping[str, str], after: Mapping[str, str], renamed: Mapping[str, str]
) -> Iterator[Change]:
    moved = {
        new: old
        for new, old in renamed.items()
        if old in before and new in after and new not in before
    }
    for field, kind in after.items():
        was = before.get(moved.get(field, field))
        if was is not None and was != kind:
            what = f"the field {name}.{field} has the type {was} and cannot be {kind}"
            raise _impossible(what, "declare a field under a new name, or a new type")
    for new, old in moved.items():
        ways = (cql.rename("TYPE", name, *pair) for pair in ((old, new), (new, old)))
        yield Change(f"rename field {name}.{old} to {new}", (next(ways),), (next(ways),))
    for field in before:
        if field not in after and field not in moved.values():
            what = f"the field {name}.{field} cannot be dropped"
            raise _impossible(what, "leave it declared, or declare a new type")
    for field, kind in after.items():
        if field not in before and field not in moved:
            # No statement drops a field: it stays on the way back, and may be there already.
            added = f"ALTER TYPE {cql.named(name)} ADD IF NOT EXISTS {cql.named(field)} {kind}"
            yield Change(f"add field {name}.{field}", (added,), ())


def fields_that_stay(current: Catalog, goal: Catalog, renamed: Renamed) -> Catalog:
    """Return what the way back leads to: `current`, with the fields that no statement drops."""
    types = dict(current.types)
    for name, before in current.types.items():
        olds = renamed.get(name, {})
        added = {
            field: kind
            for field, kind in goal.types.get(name, {}).items()
            if olds.get(field, field) not in before and field not in before
        }
        types[name] = {**before, **added}
    return Catalog(types, current.tables, current.views)


def _types_gone(current: Catalog, goal: Catalog) -> Iterator[Change]:
    for name in reversed(ordered(current.types)):
        if name not in goal.types:
            made = (cql.create_type(name, current.types[name]),)
            yield Change(f"drop type {name}", (f"DROP TYPE {cql.named(name)}",), made)


def _views_gone(current: Catalog, goal: Catalog, defaults: Options) -> Iterator[Change]:
    for name, before in current.views.items():
        if not _stays(before, current, goal):
            made = (cql.create_view(before, _own(before.options, defaults)),)
            yield Change(f"drop view {name}", (_drop_view(name),), made)


def _views_made(current: Catalog, goal: Catalog, defaults: Options) -> Iterator[Change]:
    for name, after in goal.views.items():
        before = current.views.get(name)
        if before is not None and _stays(before, current, goal):
            yield from _optioned("MATERIALIZED VIEW", before, after)
            continue
        made = (cql.create_view(after, _own(after.options, defaults)),)
        yield Change(f"create view {name}", made, (_drop_view(name),))


def _stays(view: Found, current: Catalog, goal: Catalog) -> bool:
    """Say whether a view can stay: nothing but options differs, and its table drops no column."""
    after = goal.views.get(view.name)
    if after is None or replace(after, options=view.options) != view:
        return False
    before, base = current.tables.get(view.base), goal.tables.get(view.base)
    return before is None or base is None or before.columns.keys() <= base.columns.keys()


def _drop_view(name: str) -> str:
    return f"DROP MATERIALIZED VIEW {cql.named(name)}"


def _own(options: Options, defaults: Options) -> Options:
    return {name: one for name, one in options.items() if defaults.get(name) != one}


def keyspace_changes(
    current: Mapping[str, Replicated], desired: Mapping[str, Replicated]
) -> Sequence[Change]:
    """Return what leads to the keyspaces that are declared; others stay as they are."""
    found = []
    for name, after in desired.items():
        before = current.get(name)
        if before is None:
            up, down = cql.create_keyspace(name, after), cql.drop_keyspace(name)
            found.append(Change(f"create keyspace {name}", (up,), (down,)))
        elif before != after:
            up, down = (cql.alter_keyspace(name, one) for one in (after, before))
            found.append(Change(f"replicate keyspace {name} otherwise", (up,), (down,)))
    return found

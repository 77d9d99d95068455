"""What a keyspace is to have: what is declared, beside what nobody says anything about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from goofer_py.stores.cassandra.catalog import KEY, Catalog, Found, mentioned
from goofer_py.stores.cassandra.declared import Declared
from goofer_py.stores.cassandra.entities import Type
from goofer_py.stores.cassandra.wanted import options_of


def goal_of(current: Catalog, desired: Catalog, declared: Declared, *, drop: bool) -> Catalog:
    """Return what there is to be after the change; with `drop`, only what is declared.

    Options that a declaration does not name stay as they are.
    """
    tables = {
        name: _table(current.tables.get(name), one, declared, drop=drop)
        for name, one in desired.tables.items()
    }
    views = {
        name: _with_options(current.views.get(name), one, options_of(declared.views.get(name)))
        for name, one in desired.views.items()
    }
    types = {
        name: _fields(current.types.get(name, {}), fields, declared.types[name], drop=drop)
        for name, fields in desired.types.items()
    }
    if drop:
        return Catalog(types, tables, views)
    return Catalog(
        {**current.types, **types}, {**current.tables, **tables}, {**current.views, **views}
    )


def _fields(
    before: Mapping[str, str], fields: Mapping[str, str], own: Type, *, drop: bool
) -> dict[str, str]:
    """Return the fields of a type in the order of the server's, where new ones come last."""
    kept = {} if drop else {name: before[name] for name in _undeclared_fields(before, own)}
    known = {name: {**kept, **fields}[name] for name in before if name in fields or name in kept}
    return {**known, **fields}


def _undeclared_fields(before: Mapping[str, str], own: Type) -> Iterator[str]:
    moved = own.renamed.values()
    yield from (name for name in before if name not in own.fields and name not in moved)


def _table(before: Found | None, one: Found, declared: Declared, *, drop: bool) -> Found:
    found = _with_options(before, one, options_of(declared.tables.get(one.name)))
    if before is None or drop:
        return found
    kept = {column: before.columns[column] for column in undeclared(before, one, declared)}
    return replace(found, columns={**kept, **found.columns})


def undeclared(before: Found, one: Found, declared: Declared) -> Iterator[str]:
    """Yield the columns of a table that nobody declares."""
    own = declared.tables.get(one.name)
    moved = set(own.renamed.values()) if own else set()
    for name, column in before.columns.items():
        if name not in one.columns and name not in moved and column.kind not in KEY:
            yield name


def unmanaged(current: Catalog, desired: Catalog, declared: Declared) -> Iterator[str]:
    """Yield what there is and nobody declares."""
    for kind, has, wants in (
        ("type", current.types, desired.types),
        ("table", current.tables, desired.tables),
        ("view", current.views, desired.views),
    ):
        yield from (f"{kind} {name}" for name in has if name not in wants)
    for name, type_ in declared.types.items():
        for field in _undeclared_fields(current.types.get(name, {}), type_):
            yield f"field {name}.{field}"
    for name, one in desired.tables.items():
        if name in current.tables:
            for column in undeclared(current.tables[name], one, declared):
                yield f"column {name}.{column}"


def _with_options(before: Found | None, one: Found, named: set[str]) -> Found:
    if before is None:
        return one
    said = {name: value for name, value in one.options.items() if name in named}
    return replace(one, options={**before.options, **said}, dropped=before.dropped)


def touched(current: Catalog, goal: Catalog) -> tuple[Catalog, Catalog]:
    """Return of both what differs, with what that is made of, and the views on it."""
    names = set(current.differing(goal))
    views = {
        name
        for catalog in (current, goal)
        for name, one in catalog.views.items()
        if name in names or one.base in names
    }
    bases = {
        catalog.views[name].base
        for catalog in (current, goal)
        for name in views
        if name in catalog.views
    }
    return _part(current, names, bases, views), _part(goal, names, bases, views)


def _part(catalog: Catalog, names: set[str], bases: set[str], views: set[str]) -> Catalog:
    tables = {name: one for name, one in catalog.tables.items() if name in names | bases}
    used = {column.type for one in tables.values() for column in one.columns.values()}
    types = mentioned(used, catalog.types) | (names & catalog.types.keys())
    while more := mentioned(
        (kind for name in types for kind in catalog.types[name].values()), catalog.types
    ).difference(types):
        types |= more
    return Catalog(
        {name: one for name, one in catalog.types.items() if name in types},
        tables,
        {name: one for name, one in catalog.views.items() if name in views},
    )

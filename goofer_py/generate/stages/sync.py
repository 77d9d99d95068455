"""Triggers and views that let programs use an old and a new form, as the server reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from goofer_py.generate.canonical import canonical
from goofer_py.generate.render import Renderer
from goofer_py.generate.stages.moved import SyncTables, tables_of
from goofer_py.generate.stages.replacement import Replacement, SyncColumns
from goofer_py.generate.stages.tables import NameView, declared_views
from goofer_py.introspect.introspector import Introspector
from goofer_py.operations import AddColumn
from goofer_py.schema import Declared, Schema, SchemaObject
from goofer_py.stores.store import Session


def synced(
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
    replacements: Sequence[Replacement],
    current: Schema,
) -> tuple[SchemaObject, ...]:
    """Return what keeps both columns of each replacement the same, in the order it is made in."""
    both = current
    for one in replacements:
        both = AddColumn(one.table, one.added).apply(both)
    declared = tuple(made for one in replacements for made in _declared(one, current, renderer))
    part = both.only({one.table for one in replacements})
    return as_read(session, introspector, renderer, declared, part, current)


def viewed(
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
    views: Sequence[NameView],
    current: Schema,
) -> tuple[SchemaObject, ...]:
    """Return the views of tables that take another name."""
    declared = tuple(declared_views(views, renderer.text))
    part = current.only({view.before for view in views})
    return as_read(session, introspector, renderer, declared, part, current)


def linked(
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
    pairs: Sequence[SyncTables],
    both: Schema,
    current: Schema,
) -> tuple[SchemaObject, ...]:
    """Return what keeps tables the same; `both` is what the schema is then."""
    declared = tuple(made for pair in pairs for made in _statements(renderer.text(pair), pair.sync))
    part = both.only({*tables_of(pairs)})
    return as_read(session, introspector, renderer, declared, part, current)


def as_read(
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
    declared: tuple[Declared, ...],
    part: Schema,
    current: Schema,
) -> tuple[SchemaObject, ...]:
    """Return what the statements make on the tables of `part`, in their order."""
    near = replace(part, objects=(), declared=declared)
    made = canonical(near, current, session, introspector, renderer)
    there = current.objects_by_key
    found = (one for one in made.objects if one.key not in there)
    return tuple(sorted(found, key=partial(_place, declared)))


def _declared(one: Replacement, current: Schema, renderer: Renderer) -> Iterator[Declared]:
    key = current.table(one.table).primary_key
    text = renderer.text(SyncColumns(one, key.columns if key else ()))
    return _statements(text, one.sync)


def _statements(text: str, origin: str) -> Iterator[Declared]:
    """Yield the statements of a template, which a blank line ends."""
    for statement in text.split("\n\n"):
        kind = statement.split()[1].lower()
        yield Declared(statement.strip(), kind, None, origin)


def _place(declared: Sequence[Declared], made: SchemaObject) -> int:
    """Return which of the statements made an object."""
    name = re.compile(rf"\b{re.escape(made.name.name)}\b")
    return next(
        place
        for place, one in enumerate(declared)
        if one.kind == made.kind and name.search(one.statement)
    )

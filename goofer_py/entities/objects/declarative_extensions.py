"""Objects that are declared for sqlalchemy-declarative-extensions, in MetaData.info."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import sqlalchemy as sa

from goofer_py.entities.objects.alembic_utils import declared_entity, is_entity
from goofer_py.entities.objects.declaration import Declaration
from goofer_py.entities.objects.text import one_statement
from goofer_py.entities.objects.view import View
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Declared, Name, Unmanaged

_LIBRARY = "sqlalchemy_declarative_extensions"
_ROUTINES = {
    "functions": ("Function", "from_unknown_function"),
    "procedures": ("Procedure", "from_unknown_procedure"),
}
_LEFT_ALONE = {"roles": "role", "grants": "grant", "rows": "row", "databases": "database"}


def declared_in_info(metadata: sa.MetaData, target: Target) -> Iterator[Declared | Unmanaged]:
    """Yield what the library was told to make; roles, grants and rows are left alone."""
    if _LIBRARY not in sys.modules:
        return
    yield from _schemas(metadata, target)
    yield from _views(metadata, target)
    words = _words(target)
    for key, (cls, reads) in _ROUTINES.items():
        for one in _items(metadata, key):
            yield from _routine(one, getattr(words, cls, None), reads, target)
    trigger_class: Any = getattr(words, "Trigger", ())
    for trigger in _items(metadata, "triggers"):
        # Triggers are declared in the words of one database, for that one.
        if isinstance(trigger, trigger_class):
            yield from _made(trigger.to_sql_create(), f"the trigger {trigger.name}", target)
    for key, kind in _LEFT_ALONE.items():
        for one in _items(metadata, key):
            yield Unmanaged(kind, Name(str(getattr(one, "name", None) or one)))


def view_names(metadatas: Iterable[sa.MetaData], target: Target) -> frozenset[Name]:
    """Return the names of views, which may be mapped as if they were tables."""
    return frozenset(
        target.name(view.name, view.schema)
        for metadata in metadatas
        for view in _items(metadata, "views")
        if not is_entity(view)
    )


def _items(metadata: sa.MetaData, key: str) -> Iterator[Any]:
    held = metadata.info.get(key)
    if type(held).__module__.partition(".")[0] == _LIBRARY:
        yield from getattr(held, key)


def _words(target: Target) -> ModuleType | None:
    """Return the library's module for the target's database, None where it has none."""
    name = f"{_LIBRARY}.dialects.{target.dialect.name}"
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return None


def _schemas(metadata: sa.MetaData, target: Target) -> Iterator[Declared]:
    if not target.capabilities.namespaces:
        return
    for schema in _items(metadata, "schemas"):
        text = f"CREATE SCHEMA {target.dialect.quote(schema.name)}"
        yield one_statement(text, f"the schema {schema.name}", target)


def _views(metadata: sa.MetaData, target: Target) -> Iterator[Declared]:
    for view in _items(metadata, "views"):
        declared = _view(view, target)
        if declared.is_for(target):
            yield from declared.declared(target)
            yield from _indexes(view, metadata, target)


def _view(view: Any, target: Target) -> Declaration:
    if is_entity(view):
        return declared_entity(view, f"the view {view.signature}")
    query = view.definition if hasattr(view, "definition") else view.view_def
    return View(
        view.name,
        query if isinstance(query, str) else _select(query, target),
        schema=view.schema,
        materialized=bool(view.materialized),
        with_data=_with_data(view.materialized),
        origin=f"the view {view.name}",
    )


def _select(query: Any, target: Target) -> str:
    return target.query(query) if isinstance(query, sa.SelectBase) else str(query)


def _with_data(said: Any) -> bool:
    if isinstance(said, dict):
        return bool(said.get("with_data", True))
    return bool(getattr(said, "with_data", True))


def _indexes(view: Any, metadata: sa.MetaData, target: Target) -> Iterator[Declared]:
    constraints = getattr(view, "constraints", None)
    if not constraints:
        return
    base = import_module(f"{_LIBRARY}.view.base")
    plain = base.View(view.name, "", view.schema)
    convention = dict(metadata.naming_convention) or None
    for constraint in constraints:
        index = base.ViewIndex.from_unknown(constraint, plain, target.sqlalchemy, convention)
        yield from _made(index.create(plain), f"an index of the view {view.name}", target)


def _routine(one: Any, cls: Any, reads: str, target: Target) -> Iterator[Declared | Unmanaged]:
    if cls is None:
        yield Unmanaged("routine", target.name(one.name, one.schema))
        return
    text = getattr(cls, reads)(one).normalize().to_sql_create()
    yield from _made(text, f"the routine {one.name}", target)


def _made(text: str | list[str], origin: str, target: Target) -> Iterator[Declared]:
    for statement in [text] if isinstance(text, str) else text:
        yield one_statement(statement, origin, target)

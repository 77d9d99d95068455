"""The desired schema as the server itself would spell it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar

from goofer_py.diff.differ import diff
from goofer_py.diff.names import adopt_names
from goofer_py.errors import GenerateError, StatementFailed
from goofer_py.generate.relocate import relocated
from goofer_py.generate.render import Renderer
from goofer_py.introspect.introspector import Introspector, Scratch
from goofer_py.schema import Check, ForeignKey, PrimaryKey, Schema, Table, Unique
from goofer_py.stores.store import Session

_C = TypeVar("_C", PrimaryKey, Unique, ForeignKey, Check)


def canonical(
    desired: Schema,
    current: Schema,
    session: Session,
    introspector: Introspector,
    renderer: Renderer,
) -> Schema:
    """Return `desired` spelled as the server spells it, so that equal things compare equal.

    Both must be canonical by rules already. Only tables that differ from `current` are made in a
    scratch and read back: a database in sync costs nothing here. Raises GenerateError when the
    server refuses a table.
    """
    spelled = adopt_names(desired, current)
    there = current.by_name
    doubtful = [t for t in spelled.tables if there.get(t.name) != t]
    if not doubtful:
        return spelled
    with introspector.scratch(session, spelled.namespaces) as scratch:
        build(scratch, _without_foreign_keys(spelled, doubtful), renderer)
        read = session.dialect.canonical(scratch.read()).by_name
    settled = {t.name: _settled(t, read[t.name]) for t in doubtful}
    return spelled.map_tables(lambda table: settled.get(table.name, table))


def build(scratch: Scratch, schema: Schema, renderer: Renderer) -> None:
    """Create everything of `schema` in the scratch, views and triggers included.

    Raises GenerateError with the server's word when it refuses a table.
    """
    places = {name: scratch.namespace(name) for name in schema.namespaces}
    wanted = replace(relocated(schema, places), namespaces=())
    operations = renderer.dialect.lower(diff(Schema(), wanted), Schema())
    try:
        scratch.session.run(renderer.statements(operations))
    except StatementFailed as error:
        raise GenerateError(
            f"{scratch.session.database} refuses what the entities describe: {error.server}\n"
            f"{error.statement}".rstrip(),
            hint="mend the entity, and try again: nothing was written",
        ) from error
    _build_dependents(scratch, wanted)


def _build_dependents(scratch: Scratch, schema: Schema) -> None:
    """Create what names the tables and is not goofer's own, as far as it can be made here."""
    definitions = [one.definition for one in schema.unmanaged if one.definition is not None]
    definitions += [view.definition for view in schema.views]
    definitions += [trigger.definition for trigger in schema.triggers]
    for definition in definitions:
        # What is broken, or needs a module that only the application loads, stays out.
        with suppress(StatementFailed):
            scratch.session.run(definition)


def _without_foreign_keys(schema: Schema, tables: Iterable[Table]) -> Schema:
    """Return a schema of only `tables`: foreign keys hold no text that a server could respell."""
    return replace(schema, tables=tuple(replace(t, foreign_keys=()) for t in tables))


def _settled(table: Table, read: Table) -> Table:
    """Return `read` with what the scratch could not know: foreign keys, and who chose a name."""
    keys = () if table.primary_key is None else (table.primary_key,)
    read_keys = () if read.primary_key is None else (read.primary_key,)
    marked = _marked(keys, read_keys)
    return replace(
        read,
        primary_key=marked[0] if marked else None,
        uniques=_marked(table.uniques, read.uniques),
        checks=_marked(table.checks, read.checks),
        foreign_keys=table.foreign_keys,
    )


def _marked(wanted: tuple[_C, ...], read: tuple[_C, ...]) -> tuple[_C, ...]:
    chosen = {c.name for c in wanted if not c.auto_named}
    return tuple(replace(c, auto_named=c.name not in chosen) for c in read)

"""A database's schema and applied versions as one SQL text that makes them again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import goofer_py
from goofer_py.dialects.dialect import Dialect
from goofer_py.dialects.splitter import split
from goofer_py.errors import DirtyOrDrifted
from goofer_py.generate.dump_marks import END, first_line
from goofer_py.generate.from_nothing import ended, making, read_whole, tolerant, untold
from goofer_py.generate.render import Renderer
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.growing import NOBODY, Told
from goofer_py.migrate.history_text import history_statements
from goofer_py.migrate.lease_table import own_tables
from goofer_py.migrate.migrator import Migrator
from goofer_py.operations import CreateNamespace, Operation
from goofer_py.schema import Schema
from goofer_py.stores.far import Steps
from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class DumpOptions:
    """What of a database is dumped: `scope` says it of tables, `managed` are kinds read besides.

    `templates` come before goofer's own, and `history` is the name of the history's table.
    """

    scope: Scope
    managed: tuple[str, ...]
    templates: Path | None
    history: str


@dataclass(frozen=True, slots=True)
class Dump:
    """The text, and what it makes; `left_out` is what it cannot make, by kind and name."""

    text: str
    tables: int
    objects: int
    versions: tuple[str, ...]
    left_out: tuple[str, ...]


def dump(
    migrator: Migrator,
    options: DumpOptions,
    told: Told = NOBODY,
    beside: Callable[[], Session] | None = None,
) -> Dump:
    """Return the schema of a database and its applied versions; the same for the same content.

    If that takes long, it is `told` what is done, and what is seen of it from a connection that
    `beside` opens. Raises DirtyOrDrifted while a migration is halfway: nobody could go on with it
    elsewhere.
    """
    status = migrator.status()
    if status.dirty is not None:
        title = f"{status.dirty.version}_{status.dirty.name}"
        raise DirtyOrDrifted(
            f"{title} is {status.dirty}, and what is half done cannot be dumped. Nothing was"
            " written.",
            hint="goofer migrate, or: goofer repair",
        )
    steps = Steps(migrator.session)
    with told.of("dump", steps, beside, migrator.database):
        steps.begin("reading the schema")
        schema, excluded = _read(migrator, options)
        dialect = migrator.session.dialect
        left_out = (*untold(schema.unmanaged), *excluded)
        steps.begin("writing the schema")
        made = tuple(_schema_text(schema, dialect, options))
        steps.begin("reading the history")
        parts = (*made, *_history_text(migrator, options))
    head = "\n".join(f"-- {line}".rstrip() for line in _head(dialect, left_out))
    text = "\n\n".join((head, *parts, END)) + "\n"
    versions = tuple(status.applied)
    return Dump(text, len(schema.tables), len(schema.objects), versions, left_out)


def _read(migrator: Migrator, options: DumpOptions) -> tuple[Schema, list[str]]:
    """Return the schema, and what is not looked at by the settings.

    What drops put aside belongs to it: ways back need it.
    """
    session, scope = migrator.session, options.scope
    introspector = introspector_for(session.dialect, options.managed)
    kept = replace(scope, exclude=tuple(one for one in scope.exclude if one != "goofer_*"))
    return read_whole(session, introspector, kept, own_tables(options.history))


def _schema_text(schema: Schema, dialect: Dialect, options: DumpOptions) -> Iterator[str]:
    renderer = Renderer(dialect, options.templates)
    made = making(schema, dialect)
    for operation in made.early:
        yield from _rendered(operation, renderer)
    for one in schema.unmanaged:
        if one.definition is not None:
            yield ended(one.definition)
    for operation in made.late:
        yield from _rendered(operation, renderer)


def _rendered(operation: Operation, renderer: Renderer) -> Iterator[str]:
    text = tolerant(renderer.operation(operation)).strip()
    if text:
        yield for_clients(text, renderer.dialect)


def for_clients(text: str, dialect: Dialect) -> str:
    """Return statements so that the server's own program cuts them where goofer does."""
    client = dialect.syntax.client
    if client is None or not client.delimiter:
        return text
    statements = [one.text for one in split(text, dialect.syntax)]
    if not any(";" in one for one in statements):
        return text
    return "\n".join(_delimited(one, client.delimiter) for one in statements)


def _delimited(statement: str, word: str) -> str:
    if ";" not in statement:
        return f"{statement};"
    mark = next(mark for mark in (";;", "//", "$$", "\\\\") if mark not in statement)
    return f"{word} {mark}\n{statement}{mark}\n{word} ;"


def _history_text(migrator: Migrator, options: DumpOptions) -> Iterator[str]:
    """Yield what makes goofer's own tables, where they are there."""
    records = migrator.history()
    if not records:
        return
    session = migrator.session
    dialect = session.dialect
    known = _known(migrator)
    for statement in history_statements(session, options.history, records, known, dialect.literal):
        # How a text is written must not depend on the settings that it is read with.
        settled = dialect.settled(CreateNamespace(options.history), f"{statement};")
        yield for_clients(settled, dialect)


def _known(migrator: Migrator) -> Collection[str]:
    """Return the versions whose files are there."""
    status = migrator.status()
    return status.applied.keys() - status.missing.keys()


def _head(dialect: Dialect, left_out: Iterable[str]) -> Iterator[str]:
    yield first_line(dialect)
    yield f"Written by goofer {goofer_py.__version__}. To make it again in an empty database:"
    yield "  goofer load FILE"
    left_out = [" ".join(one.split()) for one in left_out]
    if left_out:
        yield "Not in here, for goofer cannot make it or is told to leave it alone:"
        yield from (f"  - {one}" for one in left_out)

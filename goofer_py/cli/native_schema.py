"""`inspect`, `drift` and `verify` on a store without SQL that has something like a schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from goofer_py.cli.run import Run
from goofer_py.errors import FileError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from goofer_py.events import Observer
    from goofer_py.generate.drift import Drift
    from goofer_py.generate.verify import Verification
    from goofer_py.migrate.migrator import Migrator
    from goofer_py.stores.kinds import StoreKind
    from goofer_py.stores.native_schema import NativeSchema, Part

FORMAT = 1
"""The form of the document that `inspect` writes."""


def schema_of(kind: StoreKind) -> NativeSchema:
    """Return what reads and makes what a store has; raises UsageError where nothing does."""
    schema = kind.schema_of()
    if schema is not None:
        return schema
    if kind.reader_of() is None:
        raise kind.no_sql("schema that goofer reads")
    raise UsageError(
        f"Migrations of {kind.name} are tried in no database beside the real one, which they could"
        " reach from there. Nothing was done."
    )


def inspect(run: Run, kind: StoreKind, *, commands: bool, output: Path | None) -> None:
    """Show what a store has."""
    schema = kind.reader_of()
    if schema is None:
        raise kind.no_sql("schema that goofer reads")
    with run.project.session() as session:
        found = schema.read(session, (run.project.history,))
        parts, version = schema.parts(found), schema.version(session)
        database = session.database
    document = _document(kind, database, version, parts)
    run.output.result(**document)
    if output is not None:
        _write(output, document)
        run.output.say(f"Wrote {output}")
    elif run.output.as_json:
        return
    elif commands:
        run.output.show(schema.script(found).rstrip())
    else:
        run.output.show("\n".join(_lines(parts)))


def drift(run: Run, kind: StoreKind) -> tuple[Drift, str]:
    """Compare a store with what its applied migrations should have made; returns its name too."""
    from goofer_py.generate.native_drift import native_drift

    schema, store = schema_of(kind), run.project.there()
    with run.project.migrator() as migrator:
        return native_drift(migrator, store, schema, (run.project.history,)), migrator.database


def verify(run: Run, kind: StoreKind, observer: Observer) -> Verification:
    """Prove the migrations in a database of its own; raises ProofFailed or MigrationFailed."""
    from goofer_py.config.running import progress_of
    from goofer_py.generate.native_verify import NativeStops
    from goofer_py.generate.verify import prove
    from goofer_py.migrate.growing import Told

    stops, project = NativeStops(schema_of(kind)), run.project
    compare, settings = kind.comparing(), run.settings
    told = Told(observer, progress_of(settings))
    if compare is None or not settings.models:
        return prove(project.source(), project.store(), stops, None, told)
    from goofer_py.entities.discover import import_modules
    from goofer_py.migrate.history import TABLE

    modules = import_modules(settings.models, settings.python_path)

    def missing(migrator: Migrator) -> list[str]:
        found = compare(migrator.session, modules, (TABLE,), drop=False, prove=False)
        return list(found.operations)

    return prove(project.source(), project.store(), stops, missing, told)


def _document(
    kind: StoreKind, database: str, version: tuple[int, ...], parts: Mapping[Part, Any]
) -> dict[str, Any]:
    return {
        "database": database,
        "dialect": kind.name,
        "version": list(version),
        "schema": {
            "format": FORMAT,
            "parts": [
                {"kind": one.kind, "name": one.name, "of": one.of or None, "definition": definition}
                for one, definition in parts.items()
            ],
        },
    }


def _write(path: Path, document: Mapping[str, Any]) -> None:
    try:
        path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise FileError(f"the file cannot be written: {error.strerror}.", path=path) from None


def _lines(parts: Mapping[Part, Any]) -> Iterator[str]:
    for one, definition in parts.items():
        name = (
            f"  {one.kind}"
            if one.of == one.name
            else f"{'  ' if one.of else ''}{one.kind} {one.name}"
        )
        yield f"{name}{f' {line_of(definition)}' if definition else ''}"


def line_of(definition: object) -> str:
    """Return a definition as text that a person reads."""
    return json.dumps(definition, ensure_ascii=False)

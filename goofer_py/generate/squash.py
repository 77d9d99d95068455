"""One proved migration in the place of many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import goofer_py
from goofer_py.diff.differ import diff
from goofer_py.errors import MigrationFailed, ProofFailed, SquashRefused
from goofer_py.generate.from_nothing import ended, making, tolerant, unmaking, untold
from goofer_py.generate.many import Built, Many, build_many, built, many_up_to, read_all
from goofer_py.generate.render import Renderer
from goofer_py.migrate.embedded import ListSource
from goofer_py.migrate.migration import Migration
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.sources import MigrationSource
from goofer_py.operations import CreateTable, Operation
from goofer_py.schema import Schema, Unmanaged

Data = Literal["refuse", "keep", "discard"]
"""What becomes of rows that migrations write."""

Spare = Callable[[MigrationSource], AbstractContextManager[Migrator]]
"""Gives an empty database of its own, with a migrator of some migrations on it."""


@dataclass(frozen=True, slots=True)
class SquashOptions:
    """How many migrations become one: up to which version `to`, called what.

    `place` is what its head says of the files of the many.
    """

    to: str
    name: str = "squashed"
    data: Data = "refuse"
    place: str = ""
    templates: Path | None = None


@dataclass(frozen=True, slots=True)
class Squashed:
    """The one and the many; `left_out` are statements of the many that it does without."""

    migration: Migration
    many: Many
    tables: int
    rows: int
    left_out: tuple[str, ...]


def squash(source: MigrationSource, spare: Spare, options: SquashOptions) -> Squashed:
    """Return one migration that makes what all up to a version make, proved in empty databases.

    Raises SquashRefused by name for what it would lose, ProofFailed when both ways do not lead to
    the same.
    """
    with spare(source) as migrator:
        many = many_up_to(source, options.to, migrator)
        _refuse(_unsuited(many))
        wanted = build_many(migrator, many)
        _refuse([f"{one}: goofer cannot make it" for one in untold(wanted.schema.unmanaged)])
        if options.data == "refuse":
            _refuse(_lost(many, wanted), data=True)
        with_rows = options.data == "keep"
        renderer = Renderer(migrator.session.dialect, options.templates)
        left_out = tuple(_left_out(many, wanted, with_rows=with_rows))
        name = _name(options.name, many.last.name)
        head = list(_head(many, options, wanted, left_out, migrator))
        up = _up_text(wanted, renderer, with_rows=with_rows)
        down = _down_text(wanted.schema, renderer)
    title = f"{many.last.version}_{name}"
    migration = Migration.of_text(
        many.last.version,
        name,
        "\n".join((f"-- {title} (up)", *head, "", up)),
        "\n".join((f"-- {title} (down)", *head[:1], "", down)),
    )
    rows = wanted.rows if with_rows else {}
    _prove(migration, spare, wanted, with_rows=with_rows)
    return Squashed(migration, many, len(wanted.schema.tables), len(rows), left_out)


def _name(wanted: str, last: str) -> str:
    """Return another name than that of the last of the many, by which the two are told apart."""
    return wanted if wanted != last else f"{wanted}_again"


def _unsuited(many: Many) -> Iterator[str]:
    for one in many.migrations:
        said = many.said[one.version]
        if said.environments:
            yield f"{one.title}: it is for {', '.join(said.environments)} alone"
        if names := getattr(one.up, "databases", ()):
            yield f"{one.title}: it changes {' and '.join(names)} too"
        if said.substitute:
            yield f"{one.title}: variables are filled in, whose values would stand in the file"


def _lost(many: Many, wanted: Built) -> Iterator[str]:
    for one in many.code:
        yield f"{one.title}: it is code"
    for title, tables in wanted.wrote.items():
        added = ", ".join(f"{name} ({number})" for name, number in tables.items())
        yield f"{title}: it writes rows of {added}"
    told = {name for tables in wanted.wrote.values() for name in tables}
    for name in wanted.rows:
        if name not in told:
            yield f"one of them makes {name} together with rows"
    for statement in many.statements:
        if statement.other:
            yield f"{statement}"


def _refuse(reasons: Iterator[str] | Sequence[str], *, data: bool = False) -> None:
    found = tuple(reasons)
    if not found:
        return
    listed = "\n".join(f"  - {one}" for one in found)
    hint = "squash up to an earlier version: --to"
    if data:
        hint = (
            "--keep-data writes the rows that a new database has into it, --discard-data does not"
        )
    raise SquashRefused(
        "One migration would not do what these do. Nothing was written:\n" + listed,
        reasons=found,
        hint=hint,
    )


def _left_out(many: Many, wanted: Built, *, with_rows: bool) -> Iterator[str]:
    """Yield what the one does without: all that leaves no rows, and what no comparison sees."""
    for one in many.code:
        yield f"{one.title}: code"
    for statement in many.statements:
        title = statement.place.partition(".")[0]
        if statement.other or not with_rows or title not in wanted.wrote:
            yield str(statement)


def _head(
    many: Many,
    options: SquashOptions,
    wanted: Built,
    left_out: Sequence[str],
    migrator: Migrator,
) -> Iterator[str]:
    dialect = migrator.session.dialect
    version = ".".join(map(str, dialect.capabilities.version))
    yield f"-- Written by goofer {goofer_py.__version__} for {dialect.server} {version}."
    yield f"-- goofer: replaces {', '.join(many.versions)}"
    if many.earlier:
        yield f"-- goofer: replaces-too {', '.join(many.earlier)}"
    with_rows = options.data == "keep" and wanted.rows
    yield f"-- Stands for {len(many.migrations)} migrations. {options.place}".rstrip()
    yield (
        "-- Proved: up, down and up again in an empty database, to the same schema"
        f"{' and rows' if with_rows else ''} as these make."
    )
    if left_out:
        kept = "the rows that they leave in a new database are in here"
        yield f"-- Left out{f' ({kept})' if with_rows else ''}:"
        yield from (f"--   - {one}" for one in left_out)


def _up_text(wanted: Built, renderer: Renderer, *, with_rows: bool) -> str:
    made = making(wanted.schema, renderer.dialect)
    parts = [_file(made.tables, renderer)]
    if with_rows:
        # Tables come in the order in which they need one another.
        names = [op.table.name for op in made.tables if isinstance(op, CreateTable)]
        parts += [wanted.rows[name] for name in names if name in wanted.rows]
    parts.append(_file(made.rest, renderer))
    parts += [ended(one.definition or "") for one in _defined(wanted.schema)]
    parts.append(_file(made.late, renderer))
    if with_rows:
        parts += wanted.counters
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _down_text(schema: Schema, renderer: Renderer) -> str:
    steps = list(unmaking(schema, renderer.dialect))
    late = len(steps) - len(making(schema, renderer.dialect).early)
    dropped = [f"DROP TABLE {renderer.dialect.qualified(one.name)};" for one in _defined(schema)]
    parts = [_file(steps[:late], renderer), *dropped, _file(steps[late:], renderer)]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _defined(schema: Schema) -> list[Unmanaged]:
    return [one for one in schema.unmanaged if one.definition is not None]


def _file(operations: Sequence[Operation], renderer: Renderer) -> str:
    return tolerant(renderer.file(operations, ())) if operations else ""


def _prove(migration: Migration, spare: Spare, wanted: Built, *, with_rows: bool) -> None:
    with spare(ListSource([migration])) as migrator:
        empty = read_all(migrator)
        nothing = built(migrator, empty)
        for direction, expected in (("up", wanted), ("down", nothing), ("up", wanted)):
            try:
                migrator.run_migration(migration.version, direction)
            except MigrationFailed as error:
                raise _unproved(
                    f"going {direction} fails: {error.server}\n{error.statement}"
                ) from error
            left = _differences(built(migrator, empty), expected, with_rows=with_rows)
            if left:
                listed = "\n".join(f"  {line}" for line in left)
                raise _unproved(f"going {direction} does not lead to the same:\n{listed}", left)


def _differences(found: Built, wanted: Built, *, with_rows: bool) -> list[str]:
    left = [operation.describe() for operation in diff(found.schema, wanted.schema)]
    if with_rows:
        names = {*found.rows, *wanted.rows}
        other = sorted(str(n) for n in names if found.rows.get(n) != wanted.rows.get(n))
        left += [f"other rows in {name}" for name in other]
        if found.counters != wanted.counters:
            left.append("other positions of sequences")
    return left


def _unproved(what: str, remaining: Sequence[str] = ()) -> ProofFailed:
    error = ProofFailed(
        f"In an empty database, the one migration is not what the many are: {what}\nNothing was"
        " written.",
        remaining=remaining,
    )
    error.hint = "squash up to an earlier version: --to"
    return error

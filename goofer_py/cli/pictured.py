"""What `goofer diagram` draws, and the forms it is written in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from goofer_py.cli.run import Run
from goofer_py.diagram.changing import Renames, change_picture
from goofer_py.diagram.choosing import (
    matching,
    only,
    touched,
    with_keys_only,
    with_neighbours,
    without_columns,
)
from goofer_py.diagram.picture import Picture
from goofer_py.diagram.reading import picture_of
from goofer_py.errors import FileError, UsageError

_MANY = 60
"""From so many tables on, boxes show keys alone."""


class Format(Enum):
    """The forms that a picture is written in."""

    svg = "svg"
    png = "png"
    mermaid = "mermaid"
    dot = "dot"
    html = "html"


class Columns(Enum):
    """Which columns boxes show."""

    all = "all"
    keys = "keys"
    none = "none"


_BY_SUFFIX = {
    ".svg": Format.svg,
    ".png": Format.png,
    ".mmd": Format.mermaid,
    ".mermaid": Format.mermaid,
    ".dot": Format.dot,
    ".gv": Format.dot,
    ".html": Format.html,
    ".htm": Format.html,
}


def format_of(chosen: Format | None, output: Path | None) -> Format:
    """Return the form that is asked for, or that the file's name tells; raises UsageError."""
    if chosen is not None:
        return chosen
    if output is None:
        return Format.svg
    if found := _BY_SUFFIX.get(output.suffix.lower()):
        return found
    raise UsageError(
        f"The name {output.name} does not tell in which form to write. Nothing was done.",
        hint=f"--format {'|'.join(one.value for one in Format)}",
    )


def drawn(run: Run, *, live: bool, migration: str | None) -> Picture:
    """Return the picture of the entities, the database or a migration; raises UsageError."""
    if live and migration is not None:
        raise UsageError("--live and --migration exclude each other. Nothing was done.")
    if (kind := run.project.kind()) is not None:
        raise kind.no_sql("tables to draw")
    if migration is not None:
        return _of_migration(run, migration)
    return _of_database(run) if live else _of_entities(run)


def _of_entities(run: Run) -> Picture:
    from goofer_py.stores.registry import dialect_for
    from goofer_py.stores.url import parse_url

    dialect = dialect_for(parse_url(run.settings.required_url))
    schema = run.project.registry().desired(dialect).schema
    return picture_of(run.project.scope().managed(dialect.canonical(schema)), "Entities")


def _of_database(run: Run) -> Picture:
    with run.project.session() as session:
        schema = session.dialect.canonical(run.project.read(session))
        return picture_of(schema, session.database)


def _of_migration(run: Run, version: str) -> Picture:
    from goofer_py.generate.around import around

    project = run.project
    store = project.store_to_read(project.main())
    found = around(project.source(), store, project.scope(), version)
    renames = Renames(found.tables, found.columns)
    return change_picture(found.before, found.after, found.migration.title, renames)


def chosen(picture: Picture, patterns: Sequence[str], neighbours: int | None) -> Picture:
    """Return the part of `picture` that is asked for: of a change, what it touches.

    Raises UsageError for a pattern that no table fits.
    """
    for pattern in patterns:
        if not matching(picture, [pattern]):
            raise UsageError(
                f"No table fits {pattern!r}. Nothing was drawn.",
                hint="--tables 'users,order_*'; names of other schemas as schema.name",
            )
    if patterns:
        return only(picture, with_neighbours(picture, matching(picture, patterns), neighbours or 0))
    if neighbours is None and not picture.is_change:
        return picture
    if not picture.is_change:
        raise UsageError("--around is for the tables that --tables names. Nothing was drawn.")
    steps = 1 if neighbours is None else neighbours
    return only(picture, with_neighbours(picture, touched(picture), steps))


def shortened(picture: Picture, columns: Columns | None) -> Picture:
    """Return the picture with the columns asked for, those of many tables with their keys."""
    if columns is None:
        columns = Columns.keys if len(picture.boxes) > _MANY else Columns.all
    if columns is Columns.all:
        return picture
    return with_keys_only(picture) if columns is Columns.keys else without_columns(picture)


def rendered(picture: Picture, whole: Picture, form: Format) -> str | bytes:
    """Return the picture in one form; `whole` has all columns, for what can show them apart."""
    match form:
        case Format.svg:
            from goofer_py.diagram.svg import svg

            return svg(picture)
        case Format.png:
            from goofer_py.diagram.png import png

            return png(picture)
        case Format.mermaid:
            from goofer_py.diagram.mermaid import mermaid

            return mermaid(picture)
        case Format.dot:
            from goofer_py.diagram.dot import dot

            return dot(picture)
        case Format.html:
            from goofer_py.diagram.html import html

            return html(picture, whole)


def check_place(run: Run, form: Format, output: Path | None) -> None:
    """Raise UsageError where a PNG would be written to a terminal, or into JSON."""
    if form is Format.png and output is None and (run.output.as_json or sys.stdout.isatty()):
        raise UsageError(
            "A PNG is no text. Nothing was written.", hint="--output FILE, such as schema.png"
        )


def written(run: Run, text: str | bytes, output: Path | None) -> None:
    """Write the picture to a file, in the place of one that is there, or to stdout."""
    if output is not None:
        data = text.encode() if isinstance(text, str) else text
        try:
            output.write_bytes(data)
        except OSError as error:
            message = f"the file cannot be written: {error.strerror}."
            raise FileError(message, path=output) from None
        run.output.say(f"Wrote {output}")
    elif isinstance(text, str):
        run.output.show(text.rstrip("\n"))
    else:
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()

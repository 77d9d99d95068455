"""goofer diagram."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goofer_py.cli.command import command
from goofer_py.cli.complete import versions
from goofer_py.cli.pictured import (
    Columns,
    Format,
    check_place,
    chosen,
    drawn,
    format_of,
    rendered,
    shortened,
    written,
)
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count

if TYPE_CHECKING:
    from goofer_py.diagram.picture import Picture


@dataclass(frozen=True, slots=True)
class Options:
    """What is drawn, and how it is written."""

    tables: Annotated[
        str | None,
        typer.Option(
            "--tables",
            metavar="NAMES",
            help="The tables to draw, separated by commas; * stands for any characters.",
        ),
    ] = None
    around: Annotated[
        int | None,
        typer.Option(
            "--around",
            min=0,
            metavar="STEPS",
            help="Also draw the tables up to so many relations away.",
        ),
    ] = None
    live: Annotated[
        bool, typer.Option("--live", help="Draw the database instead of the entities.")
    ] = False
    migration: Annotated[
        str | None,
        typer.Option(
            "--migration",
            metavar="VERSION",
            help="Draw what a migration adds, changes and drops; latest is the newest.",
            autocompletion=versions,
        ),
    ] = None
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="The format: svg, png, mermaid, dot or html; default: by the file's name.",
        ),
    ] = None
    columns: Annotated[
        Columns | None,
        typer.Option(
            "--columns",
            metavar="WHICH",
            help="Which columns to show: all, keys or none; default: keys for more than 60 tables.",
        ),
    ] = None
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of stdout."),
    ] = None


@command
def diagram(run: Run, options: Options) -> None:
    """Draw the tables and their relations.

    Draws the entities unless --live or --migration is given. Changes nothing, and does not
    connect to a database for the entities. Runs a migration in an empty database of its own,
    after all earlier ones: what it adds is green with +, what it changes amber with ~, what it
    drops red with -. The same input gives the same bytes. A diagram loads nothing from elsewhere.
    """
    output = options.output
    where = format_of(options.form, output)
    check_place(run, where, output)
    patterns = [name for one in (options.tables or "").split(",") if (name := one.strip())]
    found = drawn(run, live=options.live, migration=options.migration)
    whole = chosen(found, patterns, options.around)
    picture = shortened(whole, options.columns)
    text = rendered(picture, whole, where)
    run.output.result(**_fields(picture, whole, where), file=output)
    run.output.result(picture=text if output is None and isinstance(text, str) else None)
    written(run, text, output)
    if output is not None:
        tables_said = count(len(picture.boxes), "table")
        run.output.say(f"{tables_said}, {count(len(picture.relations), 'relation')}")


def _fields(picture: Picture, whole: Picture, form: Format) -> dict[str, Any]:
    return {
        "title": picture.title,
        "format": form.value,
        "tables": [
            {
                "name": str(box.name),
                "was": None if box.was is None else str(box.was),
                "change": box.mark.word if box.mark else None,
                "columns": sum(1 for row in box.rows if not row.is_note),
            }
            for box in whole.boxes
        ],
        "relations": [
            {
                "from": str(one.source),
                "columns": list(one.columns),
                "to": str(one.target),
                "target_columns": list(one.target_columns),
                "change": one.mark.word if one.mark else None,
            }
            for one in picture.relations
        ],
    }

"""goofer history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from goofer_py.cli.each import command_on_each
from goofer_py.cli.records import COLUMNS, last_of_each_run, record_fields, record_row
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import FileError, UsageError

if TYPE_CHECKING:
    from goofer_py.cli.called import Outcome
    from goofer_py.cli.history_graph import Entry
    from goofer_py.cli.many_options import Told


class Form(Enum):
    """How a graph is written."""

    text = "text"
    svg = "svg"
    mermaid = "mermaid"


_BY_SUFFIX = {".svg": Form.svg, ".mmd": Form.mermaid, ".mermaid": Form.mermaid}


@dataclass(frozen=True, slots=True)
class Graph:
    """Whether a graph is drawn, and how it is written."""

    graph: Annotated[
        bool,
        typer.Option(
            "--graph", help="Draw who ran what when, with several databases side by side."
        ),
    ] = False
    form: Annotated[
        Form | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help="The format of the graph: text, svg or mermaid; default: by the file's name.",
        ),
    ] = None
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the graph to a file."),
    ] = None

    def check(self) -> None:
        """Raise UsageError for what is said of a graph where none is drawn."""
        if not self.graph and (self.form is not None or self.output is not None):
            option = "--output" if self.form is None else "--format"
            raise UsageError(f"{option} is for --graph. Nothing was done.", hint="add --graph")

    def draw(self, run: Run, histories: Mapping[str, Sequence[Entry]]) -> None:
        """Show the graph, or write it to the file; raises FileError."""
        suffix = "" if self.output is None else self.output.suffix.lower()
        text = _drawn(histories, self.form or _BY_SUFFIX.get(suffix, Form.text))
        if self.output is None:
            run.output.show(text.rstrip("\n"))
            return
        try:
            self.output.write_text(text, encoding="utf-8")
        except OSError as error:
            message = f"the file cannot be written: {error.strerror}."
            raise FileError(message, path=self.output) from None
        run.output.say(f"Wrote {self.output}")


def _merged(given: Mapping[str, Any]) -> Told | None:
    options: Graph = given["options"]
    options.check()
    if not options.graph:
        return None

    def told(run: Run, outcomes: Sequence[Outcome]) -> None:
        _show_together(run, outcomes, options)

    return told


@command_on_each(merged=_merged)
def history(
    run: Run,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, help="Show only the latest N."),
    ] = None,
    *,
    options: Graph,
) -> None:
    """Show everything that ever ran.

    The oldest comes first. Times are in UTC. If each statement commits by itself, the history has a
    record of each one: they are shown as one line, and with --json separately. What migrations of
    other databases changed here is shown with the name of their database. --graph groups the
    history by day and run, with bars for the durations; several databases have a lane each.
    """
    options.check()
    with run.project.migrator() as migrator:
        own, parts = migrator.history(), migrator.parts()
        database = migrator.database
    each = run.output.as_json
    listed = [(one, "") for one in (own if each else last_of_each_run(own))]
    for of in dict.fromkeys(part.of for part in parts):
        of_it = [part.record for part in parts if part.of == of]
        listed += [(one, of) for one in (of_it if each else last_of_each_run(of_it))]
    listed.sort(key=lambda one: one[0].started_at)
    records = listed[-(limit or 0) :]
    run.output.result(
        database=database,
        records=[{**record_fields(one), "part_of": of or None} for one, of in records],
    )
    run.output.summary = count(len(records), "record")
    if records and options.graph:
        options.draw(run, {database: records})
    elif records:
        run.output.table(COLUMNS, [record_row(one, of) for one, of in records])
    else:
        run.output.say(f"Nothing ever ran on {database}.")


def _drawn(histories: Mapping[str, Sequence[Entry]], form: Form) -> str:
    from goofer_py.cli.history_graph import graph_lines, signs
    from goofer_py.cli.history_pictures import history_mermaid, history_svg

    match form:
        case Form.svg:
            return history_svg(histories)
        case Form.mermaid:
            return history_mermaid(histories)
        case Form.text:
            return "\n".join(graph_lines(histories, signs())) + "\n"


def _show_together(run: Run, outcomes: Sequence[Outcome], options: Graph) -> None:
    from goofer_py.cli.history_graph import entry_from

    histories = {
        one.name: [entry_from(fields, n) for n, fields in enumerate(one.fields.get("records", ()))]
        for one in outcomes
    }
    if any(histories.values()):
        options.draw(run, histories)
    else:
        run.output.say("Nothing ever ran.")

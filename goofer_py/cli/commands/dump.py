"""goofer dump."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.progress import Progress
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import ChangesFound, UsageError

if TYPE_CHECKING:
    from goofer_py.generate.dump import Dump


_STDOUT = Path("-")


@command
def dump(
    run: Run,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="The file to write; default, and -: stdout."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit with 3 if FILE is out of date."),
    ] = False,
) -> None:
    """Write the schema and the applied versions as one SQL file.

    `goofer load`, or the server's own program, loads the file into an empty database, which is then
    at the same version. It has no rows except those of the history, no times, no names of people
    and no secrets: the same schema gives the same file, so you can commit it. What cannot be
    recreated is named on stderr and in the file.
    """
    file = None if file == _STDOUT else file
    if check and file is None:
        raise UsageError("--check compares with a file. Nothing was read.", hint="name the file")
    from goofer_py.cli.whole import dumped

    # What goes to stdout is the dump.
    run.output.aside = file is None
    with Progress(run.output) as progress:
        found, database = dumped(run.project, progress)
    run.output.result(
        database=database,
        file=file,
        tables=found.tables,
        objects=found.objects,
        versions=found.versions,
        left_out=found.left_out,
        sql=found.text if file is None else None,
    )
    for one in found.left_out:
        run.output.warn(f"not in the dump: {one}")
    if file is None:
        run.output.show(found.text.rstrip("\n"))
    elif check:
        _compare(run, file, found, database)
    else:
        _write(run, file, found, database)


def _compare(run: Run, file: Path, found: Dump, database: str) -> None:
    from goofer_py.migrate.files import read_text

    if not file.exists() or read_text(file) != found.text:
        raise ChangesFound(
            f"{file} is not what {database} is like now. Nothing was written.",
            hint=f"goofer dump {file}",
        )
    run.output.say(f"{file} is what {database} is like.")


def _write(run: Run, file: Path, found: Dump, database: str) -> None:
    from goofer_py.generate.whole_file import write_whole

    write_whole(file, found.text)
    made = f"{count(found.tables, 'table')}, {count(found.objects, 'other object')}"
    applied = f"{count(len(found.versions), 'applied version')}"
    run.output.say(f"Wrote {file}: {made}, {applied} of {database}.")

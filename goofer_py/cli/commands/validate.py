"""goofer validate."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from goofer_py.cli.each import command_on_each
from goofer_py.cli.file_checks import applied_problems, file_problems, seed_problems
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count
from goofer_py.errors import FileError


@command_on_each(tenants=False)
def validate(
    run: Run,
    with_database: Annotated[
        bool,
        typer.Option(
            "--with-database",
            help="Also look for applied migrations that were edited or whose files are gone.",
        ),
    ] = False,
) -> None:
    """Check the files: names, pairs, gaps, duplicates and orphans.

    Every file must be text that can be split into statements, and the declarations of seeds must be
    correct. Runs nothing, and needs no database without --with-database.
    """
    source = run.project.source()
    problems = file_problems(source, run.project.syntax())
    folders = f"{source.folder}"
    if (seeds := run.settings.seeds).is_dir():
        problems += seed_problems(seeds, run.project.syntax())
        folders += f" and {seeds}"
    if with_database:
        with run.project.migrator() as migrator:
            problems += applied_problems(migrator)
    run.output.result(directory=source.folder, problems=[_fields(p) for p in problems])
    if problems:
        listed = "\n".join(_told(problem) for problem in problems)
        raise FileError(f"{count(len(problems), 'problem')} in {folders}:\n{listed}")
    run.output.summary = f"{count(len(source.names()), 'migration')} in {source.folder}: no problem"
    run.output.say(f"{run.output.summary}.")


def _told(problem: FileError) -> str:
    return f"  - {problem}" + (f"\n    next: {problem.hint}" if problem.hint else "")


def _fields(problem: FileError) -> dict[str, Any]:
    return {
        "message": problem.message,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "hint": problem.hint,
    }

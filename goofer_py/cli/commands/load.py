"""goofer load."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goofer_py.cli.command import command
from goofer_py.cli.progress import Progress
from goofer_py.cli.run import Run
from goofer_py.cli.unmade import unmade
from goofer_py.cli.wording import count

STDIN = Path("-")


@command
def load(
    run: Run,
    file: Annotated[Path, typer.Argument(help="The file that `goofer dump` wrote; - for stdin.")],
) -> None:
    """Load what `goofer dump` wrote into an empty database.

    Refuses a database that is not empty, and names what is in it. The whole file runs in one
    transaction, if the database supports it.
    """
    from goofer_py.config.running import progress_of
    from goofer_py.generate.load import load as load_text
    from goofer_py.migrate.growing import Told

    text, store = _text(file), run.project.store()
    with unmade(store), Progress(run.output) as progress, run.project.migrator() as migrator:
        told = Told(progress, progress_of(run.settings))
        statements = load_text(migrator.session, text, file, told, store.beside)
    # What a file of pg_dump sets for its session, such as no search_path, is not to count here.
    with run.project.migrator() as migrator:
        # No files of migrations are needed: the history says it.
        applied = migrator.applied_migrations()
        current = applied[-1].version if applied else None
        database = migrator.database
    run.output.result(database=database, file=file, statements=statements, current=current)
    at = f"{database} is at {current}" if current else f"{database} has no applied migrations"
    name = "stdin" if file == STDIN else file
    run.output.say(f"Ran {count(statements, 'statement')} of {name}: {at}.")


def _text(file: Path) -> str:
    if file == STDIN:
        return typer.get_text_stream("stdin", encoding="utf-8-sig").read()
    from goofer_py.generate.file_kinds import refuse_backup
    from goofer_py.migrate.files import read_text

    refuse_backup(file)
    return read_text(file)

"""goofer redo."""

from __future__ import annotations

from goofer_py.cli.command import command
from goofer_py.cli.progress import Progress
from goofer_py.cli.protected import Confirm, check_protected
from goofer_py.cli.ran import report_run
from goofer_py.cli.run import Run
from goofer_py.cli.telling import watched


@command
def redo(run: Run, confirm: Confirm = None) -> None:
    """Revert the latest migration and apply it again.

    Use it to try a migration while you write it.
    """
    with Progress(run.output) as progress, watched(run.project, progress) as migrator:
        what = "The latest migration would be reverted and applied again."
        name = check_protected(run, migrator.database, what, confirm)
        report_run(run, migrator.redo(confirm=name))

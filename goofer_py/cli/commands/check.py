"""goofer check."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from goofer_py.cli.each import command_on_each
from goofer_py.cli.progress import Progress
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count, duration
from goofer_py.errors import CheckFailed


@command_on_each()
def check(
    run: Run,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Run only these; default: all."),
    ] = None,
) -> None:
    """Run the data checks, which runs make before and after.

    These are the queries in the folder checks, which must return no rows, and the functions and
    ready-made checks of the settings. Changes nothing. Exits with 6 when a check fails. While
    migrations are pending, skips checks that name a missing table or column.
    """
    run.project.there()
    with Progress(run.output) as progress, run.project.migrator(progress) as migrator:
        asked = migrator.check(names or ())
        database = migrator.database
    run.output.result(
        database=database,
        checks=[
            {
                "check": one.check,
                "outcome": one.outcome,
                "duration": one.duration,
                "reason": one.reason,
                "findings": [dict(finding.fields()) for finding in one.findings],
            }
            for one in asked
        ],
    )
    _show(run, asked)
    found = [finding for one in asked for finding in one.findings]
    failed = sum(one.outcome == "failed" for one in asked)
    run.output.summary = f"{failed} of {count(len(asked), 'check')} failed"
    if not failed:
        return
    raise CheckFailed(
        "\n".join([f"{database}: {run.output.summary}:", *_lines(found)]),
        when="alone",
        failures=[finding.fields() for finding in found],
        database=database,
        hint="set right what it says, then: goofer check",
    )


def _lines(found: list[Any]) -> list[str]:
    return [line for finding in found for line in finding.lines()]


def _show(run: Run, asked: list[Any]) -> None:
    if not asked:
        run.output.say("There are no checks: write checks/NAME.sql, or set ready in [checks].")
        return
    rows = [(one.check, one.outcome, duration(one.duration), one.reason) for one in asked]
    run.output.table(("check", "outcome", "took", "why"), rows)

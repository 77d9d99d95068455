"""goofer precheck."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from goofer_py.cli.commands.migrate import Phase
from goofer_py.cli.complete import versions
from goofer_py.cli.each import command_on_each
from goofer_py.cli.prechecked import tell_report
from goofer_py.cli.run import Run
from goofer_py.config.running import precheck_of


@command_on_each()
def precheck(
    run: Run,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="TARGET",
            help="Where the run would go: VERSION, zero, latest, +N or -N.",
            autocompletion=versions,
        ),
    ] = "latest",
    phase: Annotated[
        Phase | None,
        typer.Option(
            "--phase",
            metavar="PHASE",
            help="The last phase that the run would go through: expand, migrate or contract."
            " Without it, contracts wait.",
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as failures.")] = False,
    skip: Annotated[
        list[str] | None,
        typer.Option("--skip", metavar="CHECK", help="Skip this check; may be repeated."),
    ] = None,
) -> None:
    """Check whether a run may begin.

    Checks whether the server answers, whether this role may run the pending statements, whether
    there is enough disk space, who holds locks on their tables, how far the replicas lag and
    more. Changes nothing. Exits with 0 when a run may begin, and with 8 when a check fails; with
    --strict also when one warns. What it cannot see it says, and does not count as a failure.
    """
    options = precheck_of(run.settings)
    options = replace(options, strict=strict or options.strict, skip=(*options.skip, *(skip or ())))
    settings = run.settings
    with run.project.migrator() as migrator:
        report = migrator.precheck(
            to,
            options,
            allow_out_of_order=settings.allow_out_of_order,
            allow_missing=settings.allow_missing,
            allow_newer=settings.allow_newer,
            phase=phase.value if phase else None,
        )
    tell_report(run, report, strict=options.strict)

"""A run that does not begin, because its migrations hold hazards that the settings refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.cli.lint_text import place, summary, told
from goofer_py.cli.linting import of_database, refused_by, report
from goofer_py.cli.run import Run
from goofer_py.errors import HazardsFound
from goofer_py.hazards.lint import Report

if TYPE_CHECKING:
    from goofer_py.migrate.migrator import Migrator, UpOptions
    from goofer_py.migrate.results import RunPlan


def hazards_of_run(run: Run, plan: RunPlan, *, repeated: bool = False) -> Report:
    """Return what `goofer lint` says of what a run would apply; with `repeated` of that as well."""
    wanted = [one.version for one in plan.migrations if one.direction == "up"]
    if repeated:
        wanted += [str(one.path) for one in plan.migrations if one.direction == "repeat"]
    if not wanted:
        return Report()
    with run.project.to_read() as reading:
        found = of_database(run, reading)
        return report(run, found, wanted, down=False, everything=False)


def refuse_hazards(run: Run, migrator: Migrator, target: str, how: UpOptions) -> None:
    """Raise HazardsFound where a migration that is about to run holds what fail_on refuses.

    Down scripts are not looked at: nobody should have to argue on the way back.
    """
    reported = hazards_of_run(run, migrator.plan(target, **how))
    fail_on = run.settings.lint_fail_on or "never"
    refused = refused_by(reported, fail_on)
    if not refused:
        return
    for one in refused:
        run.output.warn(told(one))
    raise HazardsFound(
        f"{summary(refused).capitalize()} at or above fail_on = {fail_on!r}. Nothing was changed.",
        rules=sorted({one.id for one in refused}),
        findings=[f"{place(one)}: {one.id}: {one.message}" for one in refused],
        hint="-- goofer: allow RULE reason, above the statement, for what has to be",
    )

"""What a run would do, with the hazards of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goofer_py.cli.lint_formats import fields
from goofer_py.cli.lint_text import place, summary
from goofer_py.cli.ran import report_plan
from goofer_py.cli.refused import hazards_of_run
from goofer_py.cli.run import Run
from goofer_py.errors import GooferError
from goofer_py.hazards.finding import Finding
from goofer_py.migrate.results import RunPlan


def report_rehearsal(run: Run, plan: RunPlan) -> None:
    """Show what would run, and warn of what `goofer lint` finds in it.

    Ways back are not looked at, and where nothing can be looked at that is said.
    """
    report_plan(run, plan)
    if plan.direction != "up":
        return
    try:
        found = hazards_of_run(run, plan, repeated=True).findings
    except GooferError as error:
        hint = f"\nnext: {error.hint}" if error.hint else ""
        run.output.warn(f"hazards were not looked for: {error.message}{hint}")
        return
    run.output.result(hazards=[fields(one) for one in found])
    if found:
        run.output.warn("\n".join(_lines(found)))


def _lines(found: Sequence[Finding]) -> Iterator[str]:
    yield f"{summary(found)}; goofer lint tells of each why, and what to do instead"
    for one in found:
        yield f"  {place(one)}: {one.severity.word} {one.id}: {one.message}"

"""What the checks before a run found, as it is written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goofer_py.cli.run import Run
from goofer_py.cli.wording import count, joined
from goofer_py.config.running import precheck_of
from goofer_py.errors import PrecheckFailed

if TYPE_CHECKING:
    from goofer_py.migrate.migrator import Migrator, UpOptions
    from goofer_py.migrate.precheck.finding import Finding, Report

_UNCHANGED = re.compile(r" Nothing was \w+\.$")


def tell_report(run: Run, report: Report, *, strict: bool) -> None:
    """Show what all checks found; raises PrecheckFailed where one says no."""
    run.output.result(database=report.database, **_fields(report, strict=strict))
    rows = [(one.check, one.verdict.value, one.seen) for one in report.findings]
    run.output.table(("check", "verdict", "seen"), rows)
    for one in report.findings:
        if one.todo:
            run.output.say(f"{one.check}: {one.todo}")
    _refuse(report, strict=strict)
    run.output.summary = _summary(report)
    run.output.say(f"Nothing stands in the way: {_summary(report)}.")


def precheck_before(
    run: Run, migrator: Migrator, target: str, how: UpOptions, *, backup: bool
) -> None:
    """Check before a run that has something to do; raises PrecheckFailed where one says no.

    `backup` says that one is about to be made, so that none has to be there.
    """
    if not migrator.plan(target, **how).migrations:
        return
    options = precheck_of(run.settings)
    if backup:
        options = replace(options, skip=(*options.skip, "backup"))
    report = migrator.precheck(target, options, **how)
    run.output.result(precheck=_fields(report, strict=options.strict))
    for one in (*report.failed, *report.warned, *report.unknown):
        run.output.warn(f"{one.check} ({one.verdict.value}): {one.seen}")
    _refuse(report, strict=options.strict)


def _refuse(report: Report, *, strict: bool) -> None:
    refused = report.refused(strict=strict)
    if not refused:
        return
    names = [one.check for one in refused]
    todo = next((one.todo for one in refused if one.todo), None)
    why = f"{joined(names)}. {_seen(refused[0])}"
    raise PrecheckFailed(
        f"Not ready: {report.database}, by {why}. Nothing was begun.",
        checks=names,
        hint=todo,
    )


def _seen(one: Finding) -> str:
    """Return what was seen without the end of its sentence, and what it says of changes."""
    return _UNCHANGED.sub("", one.seen).rstrip(".")


def _summary(report: Report) -> str:
    parts = [f"{count(len(report.passed), 'check')} passed"]
    parts += [f"{count(len(report.warned), 'warning')}"] if report.warned else []
    parts += [f"{len(report.unknown)} could not see"] if report.unknown else []
    return ", ".join(parts)


def _fields(report: Report, *, strict: bool) -> dict[str, Any]:
    return {
        "ready": not report.refused(strict=strict),
        "checks": [
            {
                "check": one.check,
                "verdict": one.verdict.value,
                "seen": one.seen,
                "todo": one.todo or None,
            }
            for one in report.findings
        ],
    }

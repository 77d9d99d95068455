"""What a run did or would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from goofer_py.cli.protected import check_protected
from goofer_py.cli.run import Run
from goofer_py.cli.wording import count, duration, joined
from goofer_py.errors import Declined, Unconfirmed
from goofer_py.migrate.results import RunPlan, RunResult

_DONE = {"up": "Applied", "down": "Reverted", "redo": "Reverted and applied"}
_NOTHING = {"up": "Nothing to apply", "down": "Nothing to revert"}


def report_run(run: Run, result: RunResult, backup: dict[str, Any] | None = None) -> None:
    """Tell what ran, and what was backed up before."""
    run.output.result(
        database=result.database,
        direction=result.direction,
        current=result.current,
        duration=result.duration,
        skipped=result.skipped,
        waiting=result.waiting,
        faked=result.faked,
        backup=backup,
        precheck=run.output.fields.get("precheck"),
        migrations=[
            {
                "version": one.version,
                "name": one.name,
                "direction": one.direction,
                "statements": one.statements,
                "duration": one.duration,
            }
            for one in result.migrations
        ],
    )
    _say_skipped(run, result.skipped)
    at = f"{result.database} is at {result.current or 'zero'}"
    short = f"at {result.current or 'zero'}"
    run.output.summary = f"nothing to do, {short}"
    if not result.migrations:
        run.output.say(f"{_NOTHING.get(result.direction, 'Nothing to do')}: {at}.")
        _say_waiting(run, result.waiting)
        return
    number = count(len({(one.version, one.name) for one in result.migrations}), "migration")
    if result.faked:
        how = "applied" if result.direction == "up" else "reverted"
        run.output.say(f"Recorded {number} as {how} without running anything: {at}.")
        return
    took = duration(result.duration)
    run.output.summary = f"{_DONE[result.direction].lower()} {number}, {short}"
    run.output.say(f"{_DONE[result.direction]} {number} in {took}: {at}.")
    _say_waiting(run, result.waiting)


def report_plan(run: Run, plan: RunPlan) -> None:
    """Show what would run, with the scripts."""
    migrations: list[dict[str, Any]] = [
        {
            "version": one.version,
            "name": one.name,
            "direction": one.direction,
            "path": one.path,
            "text": one.text,
            "notes": one.notes,
        }
        for one in plan.migrations
    ]
    run.output.result(
        database=plan.database,
        direction=plan.direction,
        current=plan.current,
        target=plan.target,
        skipped=plan.skipped,
        waiting=plan.waiting,
        hazards=None,
        migrations=migrations,
    )
    run.output.summary = f"would run {count(len(plan.migrations), 'migration')}"
    _say_skipped(run, plan.skipped)
    if not plan.migrations:
        run.output.say(f"{_NOTHING.get(plan.direction, 'Nothing to do')}.")
    for one in plan.migrations:
        title = f"-- {one.title} ({one.direction})"
        # A generated file begins with this line itself.
        text = one.text.strip().removeprefix(title).strip("\n") or "-- (no statement)"
        notes = "".join(f"-- note: {note}\n" for note in one.notes)
        run.output.show(f"{title}\n{notes}{text}")
        run.output.say()
    _say_waiting(run, plan.waiting)


def _say_skipped(run: Run, skipped: tuple[str, ...]) -> None:
    if skipped:
        run.output.say(f"Skipped, for other environments: {joined(list(skipped))}.")


def _say_waiting(run: Run, waiting: tuple[str, ...]) -> None:
    if waiting:
        run.output.say(f"Waiting: {joined(list(waiting))}.")
        run.output.say(
            "next: deploy the programs that do without the old form, then: goofer phase continue"
        )


def consent_of(run: Run, *, yes: bool) -> Callable[[Sequence[str]], None]:
    """Return what tells of migrations from which nothing leads back, and asks where it can."""

    def ask(told: Sequence[str]) -> None:
        from goofer_py.cli.ask import Asker, can_ask

        if yes or not can_ask(run.output):
            for one in told:
                run.output.warn(one)
            return
        said = "\n".join(told)
        if not Asker().confirm(f"{said}\nOnly a backup leads back from there. Go on?"):
            raise Declined("Nothing was changed.", hint="goofer migrate --backup, to have one")

    return ask


def confirm_reverts(run: Run, plan: RunPlan, *, yes: bool, confirm: str | None) -> str | None:
    """Ask before migrations are reverted; raises Unconfirmed where nobody can be asked.

    Returns the name of the database, None where nothing is reverted.
    """
    if plan.direction != "down" or not plan.migrations:
        return None
    what = f"It would go back to {plan.target or 'zero'}."
    name = check_protected(run, plan.database, what, confirm)
    if yes or confirm:
        return name
    from goofer_py.cli.ask import Asker, can_ask

    titles = joined([f"{one.version}_{one.name}" for one in plan.migrations])
    number = count(len(plan.migrations), "migration")
    what = f"{number} of {plan.database} would be reverted: {titles}."
    if not can_ask(run.output):
        raise Unconfirmed(f"{what} Nothing was changed.", hint="add --yes to go down")
    if not Asker().confirm(f"{what} Go on?"):
        raise Declined("Nothing was changed.")
    return name

"""What can be done from a page: what it would do, in full, and the doing of what was confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from goofer_py.cli.commands.migrate import Options
from goofer_py.errors import UsageError
from goofer_py.migrate.approval import Approval
from goofer_py.migrate.guard import is_protected, plain_name
from goofer_py.project import Project
from goofer_py.web.highlight import MOST
from goofer_py.web.reading import Text, as_text, called, quiet_run
from goofer_py.web.shown import count, moment

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.events import Observer
    from goofer_py.migrate.lease_table import Held
    from goofer_py.migrate.migrator import Migrator
    from goofer_py.migrate.results import PlannedMigration, RunPlan, RunResult

_SQL = ".sql"


class Action(StrEnum):
    """What can be done to a database."""

    MIGRATE = "migrate"
    ROLLBACK = "rollback"
    CONTINUE = "continue"
    UNLOCK = "unlock"


@dataclass(frozen=True, slots=True)
class Step:
    """One script that would run."""

    title: str
    direction: str
    text: Text | None
    notes: tuple[str, ...]
    version: str = ""
    linked: bool = False
    """Whether there is a page with the whole of the text alone."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What an action would do now. `mark` tells it from what it would do at any other time.

    `left_out` are scripts that would run and are too much for a page. `plain` is the
    name that somebody types before anything is done where the database is `protected`.
    """

    action: Action
    database: str
    plain: str
    says: str
    steps: tuple[Step, ...]
    left_out: tuple[Step, ...]
    waiting: tuple[str, ...]
    mark: str
    protected: bool
    nothing: bool
    titles: tuple[str, ...] = ()


def intent(settings: Settings, action: Action, to: str | None) -> Intent:
    """Return what an action would do; changes nothing, and raises what keeps it from starting."""
    with Project(settings.untold).migrator() as migrator:
        if action is Action.UNLOCK:
            return _unlocking(settings, migrator)
        return _running(settings, action, _plan(settings, migrator, action, to))


def _plan(settings: Settings, migrator: Migrator, action: Action, to: str | None) -> RunPlan:
    if action is Action.ROLLBACK:
        return migrator.plan_down(to) if to else migrator.plan("-1")
    how = Options().of_run(settings)
    return migrator.plan_phases(**how) if action is Action.CONTINUE else migrator.plan(**how)


def _running(settings: Settings, action: Action, plan: RunPlan) -> Intent:
    steps, left_out, room = [], [], MOST
    for one in plan.migrations:
        if room > 0:
            steps.append(_step(one))
            room -= len(one.text)
        else:
            left_out.append(_step(one, shown=False))
    titles = tuple(one.title for one in plan.migrations)
    number = count(len(titles), "migration")
    word = "reverted" if plan.direction == "down" else "applied"
    return Intent(
        action,
        plan.database,
        plain_name(plan.database),
        f"{number} would be {word}." if titles else "There is nothing to do.",
        tuple(steps),
        tuple(left_out),
        plan.waiting,
        _mark(action, plan),
        is_protected(settings.environment, settings.protected),
        not titles,
        titles,
    )


def _step(one: PlannedMigration, *, shown: bool = True) -> Step:
    sql, text = one.path is None or one.path.suffix == _SQL, None
    if one.text and shown:
        text = as_text(one.text, called(one.path) or "in the history", sql=sql)
    linked = one.path is not None and one.direction in ("up", "down")
    return Step(one.title, one.direction, text, one.notes, one.version, linked)


def _mark(action: Action, plan: RunPlan) -> str:
    told = [action, plan.database, plan.direction, plan.current or "zero"]
    for one in plan.migrations:
        told += [one.title, one.direction, one.text, one.checksum or ""]
    return _digest(told)


def _digest(told: list[str]) -> str:
    """Return a digest of texts, each with its length so that none can pass for two."""
    found = sha256()
    for one in told:
        data = one.encode(errors="surrogatepass")
        found.update(f"{len(data)}:".encode() + data)
    return found.hexdigest()


def _unlocking(settings: Settings, migrator: Migrator) -> Intent:
    held = migrator.holder()
    says = "No run holds it."
    if held is not None:
        says = (
            f"{held.holder} holds it since {moment(held.since)}. That run would stop before its"
            " next change."
        )
    return Intent(
        Action.UNLOCK,
        migrator.database,
        plain_name(migrator.database),
        says,
        (),
        (),
        (),
        _digest([Action.UNLOCK, migrator.database, _token(held)]),
        is_protected(settings.environment, settings.protected),
        held is None,
    )


def _token(held: Held | None) -> str:
    return "" if held is None else held.token


def check(found: Intent, mark: str, typed: str) -> None:
    """Raise UsageError for what is not what somebody saw and confirmed."""
    if found.nothing:
        raise UsageError("There is nothing to do any more. Nothing was changed.")
    if mark != found.mark:
        raise UsageError(
            "What it would do is not what was shown any more. Nothing was changed.",
            hint="read what it would do now, and confirm that",
        )
    if found.protected and typed != found.plain:
        raise UsageError(
            f"The database is called {found.plain}, not {typed or 'nothing'}. Nothing was changed."
        )


def carry_out(
    settings: Settings, seen: Intent, to: str | None, typed: str, observer: Observer
) -> str:
    """Do what was confirmed, and say in a sentence what came of it."""
    project = Project(settings)
    with project.migrator(observer) as migrator:
        if seen.action is Action.UNLOCK:
            return _unlock(migrator, seen)
        plan = _plan(settings, migrator, seen.action, to)
        check(_running(settings, seen.action, plan), seen.mark, typed)
        # Whatever changes from here on, nothing runs that was not seen.
        result = _run(settings, migrator, seen.action, to, typed or None, Approval.of(plan))
    word = "Reverted" if result.direction == "down" else "Applied"
    at = f"{result.database} is at {result.current or 'zero'}"
    return f"{word} {count(len(result.migrations), 'migration')}: {at}."


def _run(
    settings: Settings,
    migrator: Migrator,
    action: Action,
    to: str | None,
    confirm: str | None,
    approved: Approval,
) -> RunResult:
    if action is Action.ROLLBACK:
        if to:
            return migrator.down_to(to, confirm=confirm, approved=approved)
        return migrator.down(1, confirm=confirm, approved=approved)
    how = Options().of_run(settings)
    how["confirm"], how["approved"] = confirm, approved
    if action is Action.CONTINUE:
        return migrator.continue_phases(**how)
    run = quiet_run(settings)
    if settings.precheck:
        from goofer_py.cli.prechecked import precheck_before

        precheck_before(run, migrator, "latest", how, backup=False)
    if settings.lint_fail_on not in (None, "never"):
        from goofer_py.cli.refused import refuse_hazards

        refuse_hazards(run, migrator, "latest", how)
    return migrator.up(**how)


def _unlock(migrator: Migrator, seen: Intent) -> str:
    held = migrator.holder()
    told = [str(Action.UNLOCK), migrator.database, _token(held)]
    if held is None or _digest(told) != seen.mark:
        return "That run gave the lease back by itself."
    return "Its lease is ended." if migrator.unlock(held) else "It gave the lease back by itself."

"""One command on every database of the settings file or every tenant, with one table at the end."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from goofer_py.cli.called import (
    DONE,
    FAILED,
    INTERRUPTED,
    NOT_RUN,
    SKIPPED,
    Call,
    Outcome,
    Unit,
    lost,
)
from goofer_py.cli.output import write_error
from goofer_py.cli.summed import Summed, is_told, told_once
from goofer_py.cli.wording import count, joined
from goofer_py.config import load_all_settings
from goofer_py.config.databases import ALL
from goofer_py.config.tenants import for_tenant
from goofer_py.errors import ConfigError, Interrupted, SomeFailed, UsageError
from goofer_py.many.names import tenant_names
from goofer_py.many.pool import Lost, on_each
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.cli.many_options import Guard, Many, Told
    from goofer_py.cli.progress import Bar
    from goofer_py.cli.run import Run
    from goofer_py.config import Settings

_EVERY = 10.0
"""How many seconds pass between two lines about how far it is."""
_MOST_ERRORS = 10
_MOST_ROWS = 20


def everywhere(
    run: Run,
    body: Callable[..., None],
    guard: Guard,
    many: Many,
    given: Mapping[str, Any],
    *,
    tenants: bool,
    told: Told | None = None,
    dry: bool = False,
) -> None:
    """Run a command on every database in its order, and tell what came of each, or of all.

    Of tenants, others are told once for all of them, unless it is `dry`. Raises SomeFailed, and
    UsageError before anything is done for what is for one database alone.
    """
    chosen = _all_settings(run) if run.database == ALL else (run.settings,)
    outcomes = _skipped(run, chosen)
    present = [one for one in chosen if str(one.database) not in outcomes]
    units = [unit for one in present for unit in _units(one, run, tenants=tenants)]
    of_tenants = tenants and any(one.many_tenants for one in present)
    for unit in units:
        guard(replace(run, chosen=unit.settings), **given)
    outcomes |= {unit.name: Outcome(unit.name, NOT_RUN) for unit in units}
    jobs, output = many.jobs or 1, run.output
    summed = None
    if of_tenants and is_told(given):
        wholes = {one.database or "": one for one in present if one.many_tenants}
        summed = None if dry else Summed(output.command, given, wholes)
        units, given = told_once(units, given)
    quietly = jobs > 1 or of_tenants or told is not None
    call = Call(
        body.__module__,
        body.__name__,
        given,
        output.as_json,
        output.quiet,
        quietly,
        output.environment,
        output.log_json,
    )
    work = _Work(run, call, units, of_tenants=of_tenants, silent=told is not None)
    if summed is not None:
        summed.begin(units)
    interrupted = work.fill(outcomes, jobs, keep_going=many.keep_going)
    if summed is not None:
        summed.end(outcomes)
    # In the order of the files, whichever was done first.
    order = [str(one.database) for one in chosen] if not of_tenants else []
    ordered = [outcomes[name] for name in order if name in outcomes] or list(outcomes.values())
    if told is not None:
        told(run, ordered)
    (_report_tenants if of_tenants else _report)(run, ordered, table=told is None)
    _refuse_failures(run, ordered, {unit.name: unit.address for unit in units}, of_tenants)
    if interrupted:
        raise Interrupted("Stopped by a signal.", hint="the same again: it does what is left")


def _all_settings(run: Run) -> tuple[Settings, ...]:
    for option in ("url", "directory"):
        if run.flags.get(option) is not None:
            raise UsageError(
                f"--{option} is for one database, and --db {ALL} is for every one of them.",
                hint=f"leave --{option} out, or name a database with --db",
            )
    if run.tenant is not None:
        raise UsageError("--tenant is for one database.", hint="name it with --db")
    everything = load_all_settings(run.config, os.environ, run.flags)
    for one in everything:
        if not one.absent and one.without_url:
            raise ConfigError(one.without_url, hint="set it, or name a database with --db")
    return everything


def _skipped(run: Run, chosen: Sequence[Settings]) -> dict[str, Outcome]:
    """Return what comes of the databases that this environment has not."""
    absent = [one for one in chosen if one.absent] if run.database == ALL else []
    named = {str(one.database): f"only in {' and '.join(one.environments)}" for one in absent}
    return {name: Outcome(name, SKIPPED, why) for name, why in named.items()}


def _units(settings: Settings, run: Run, *, tenants: bool) -> Iterator[Unit]:
    """Yield the tenants of one database, or the database itself."""
    name = settings.database or ""
    if not tenants or not settings.many_tenants:
        yield Unit(name, settings)
        return
    if settings.tenants is None:
        raise ConfigError(
            "Nothing says which tenants there are. Nothing was changed.",
            hint='--tenant NAME, or under [tenants]: from = "SELECT name FROM tenants"',
        )
    prefix = f"{name}/" if run.database == ALL else ""
    for tenant in tenant_names(settings.tenants, Project(settings).main()):
        yield Unit(f"{prefix}{tenant}", for_tenant(settings, tenant))


class _Work:
    """Calls a command on each unit and tells how it goes."""

    def __init__(
        self,
        run: Run,
        call: Call,
        units: Sequence[Unit],
        *,
        of_tenants: bool,
        silent: bool = False,
    ) -> None:
        self._output = run.output
        self._call = call
        self._units = units
        self._of_tenants = of_tenants
        self._silent = silent
        self._errors = 0
        self._told = time.monotonic()
        self._bar: Bar | None = None

    def fill(self, outcomes: dict[str, Outcome], jobs: int, *, keep_going: bool) -> bool:
        """Put in what came of each, as it is done; says whether a signal ended it."""
        try:
            for outcome in self._outcomes(jobs, keep_going=keep_going):
                outcomes[outcome.name] = outcome
        except KeyboardInterrupt:
            return True
        return False

    def _outcomes(self, jobs: int, *, keep_going: bool) -> Iterator[Outcome]:
        """Yield what came of each, as it is done."""

        def go_on(outcome: Outcome | Lost) -> bool:
            if isinstance(outcome, Lost):
                return keep_going
            return outcome.code == 0 or (keep_going and outcome.code != INTERRUPTED)

        work = self._call if self._call.quietly else self._called
        try:
            found = on_each(work, self._units, jobs, go_on)
            for done, (index, result) in enumerate(found, 1):
                unit = self._units[index]
                outcome = lost(unit, result.code) if isinstance(result, Lost) else result
                self._tell(outcome, done)
                yield outcome
        finally:
            if self._bar is not None:
                self._bar.close()

    def _called(self, unit: Unit) -> Outcome:
        if not self._call.quietly:
            self._output.say(f"== {unit.name}")
        return self._call(unit)

    def _tell(self, outcome: Outcome, done: int) -> None:
        if self._of_tenants:
            self._advance(done)
        elif self._call.quietly and not self._silent:
            self._output.say(f"== {outcome.name}")
            self._output.pass_on(outcome.said, outcome.warned)
        if outcome.error is None or self._output.as_json:
            return
        self._errors += 1
        if self._errors <= _MOST_ERRORS:
            whose = f"{outcome.name}: " if self._of_tenants else ""
            if self._output.log_json:
                self._output.log(event="Error", of=outcome.name, **outcome.error)
                return
            write_error(f"{whose}{outcome.error['message']}", outcome.error["hint"])

    def _advance(self, done: int) -> None:
        # A bar has a thread, and processes are started before there is one.
        if self._bar is None and self._output.for_people:
            from goofer_py.cli.terminal import RunBar

            self._bar = RunBar(len(self._units))
        if self._bar is not None:
            self._bar.advance()
        elif (now := time.monotonic()) - self._told >= _EVERY:
            self._told = now
            self._output.say(f"{done} of {count(len(self._units), 'tenant')}")


def _report(run: Run, outcomes: Sequence[Outcome], *, table: bool = True) -> None:
    run.output.result(databases=[one.document() for one in outcomes])
    if not table:
        return
    run.output.say()
    rows = [(one.name, one.state, one.detail) for one in outcomes]
    run.output.table(("database", "result", ""), rows)


def _report_tenants(run: Run, outcomes: Sequence[Outcome], *, table: bool = True) -> None:
    """Count what came to the same."""
    run.output.result(tenants=[one.document() for one in outcomes])
    if not table:
        return
    if not outcomes:
        run.output.say("There are no tenants.")
        return
    counted = Counter((one.state, one.detail) for one in outcomes)
    order = [DONE, SKIPPED, FAILED, NOT_RUN]
    listed = sorted(counted.items(), key=lambda item: (order.index(item[0][0]), -item[1]))
    rows = [(str(number), *what) for what, number in listed[:_MOST_ROWS]]
    if rest := listed[_MOST_ROWS:]:
        rows.append((str(sum(number for _, number in rest)), "...", "--json has all of them"))
    run.output.table(("tenants", "result", ""), rows)


def _refuse_failures(
    run: Run, outcomes: Sequence[Outcome], addresses: Mapping[str, str], of_tenants: bool
) -> None:
    failed = [one for one in outcomes if one.state == FAILED]
    if not failed:
        return
    names = [one.name for one in failed]
    left = [one.name for one in outcomes if one.state == NOT_RUN]
    codes = {one.code for one in failed}
    environment = f" {run.output.environment}" if run.output.environment else ""
    again = f"goofer {run.output.command} {addresses.get(names[0], '')}{environment}"
    whole = f"with --db {ALL}{environment}" if run.database == ALL else "for all tenants"
    rest = f" Not run: {_counted(left) if of_tenants else joined(left)}." if left else ""
    raise SomeFailed(
        f"Failed: {joined(names)}.{rest}",
        failed=names,
        left=left,
        code=codes.pop() if len(codes) == 1 else 1,
        hint=f"{again}, then again {whole}" if left else again,
    )


def _counted(names: Sequence[str]) -> str:
    return count(len(names), "tenant")

"""A run as it goes: a line for each migration, and a bar where somebody watches."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from goofer_py.cli.output import Output
from goofer_py.cli.printed import Printed
from goofer_py.cli.wording import count, duration
from goofer_py.events import (
    SEED,
    BatchDone,
    ChecksAsked,
    DatabaseAwaited,
    Event,
    HookErred,
    HookFinished,
    HookSaid,
    HookStarted,
    LeaseAwaited,
    LockAwaited,
    MigrationFinished,
    MigrationStarted,
    MigrationWarned,
    OrphanSeen,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    StatementBlocked,
    StatementFreed,
    WatchBlind,
    WorkSeen,
)

_EVERY = 10.0
"""How many seconds pass between two lines about one step."""
_DONE = {"down": "reverted", SEED: "seeded"}


class Bar(Protocol):
    """Shows how far a run is."""

    def begin(self, title: str) -> None:
        """Show what is worked on now."""

    def advance(self) -> None:
        """Show one more as done."""

    def within(self, title: str, done: int, total: int) -> None:
        """Show how far a step of what is worked on is."""

    def part(self, title: str, done: int, total: int, told: str) -> None:
        """Show how far a part of some work is, as it is `told`; a `total` of 0 is not known."""

    def end_part(self) -> None:
        """Show no part any more."""

    def close(self) -> None:
        """Take the bar away; harmless when it is gone."""


class Progress:
    """Observes a run and writes it to `output`; a context, at whose end the bar is gone."""

    def __init__(self, output: Output, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._output = output
        self._bar: Bar | None = None
        self._monotonic = monotonic
        self._told = self._told_of_work = monotonic()
        self._logged: dict[type[Event], float] = {}
        self._hints: set[str] = set()
        programs = output.log_json or output.as_json
        self._printed = Printed(output) if programs else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
        if self._printed is not None:
            self._printed.end()

    def __call__(self, event: Event) -> None:
        """Take note of `event`."""
        if self._printed is not None:
            self._printed.note(event)
        if self._output.log_json:
            self._log(event)
        else:
            self._show(event)

    def _show(self, event: Event) -> None:
        match event:
            case RunStarted(versions=versions) if self._output.bar_on is not None:
                self._bar = _bar(len(versions), self._output)
            case MigrationStarted() if self._bar is not None:
                self._bar.begin(f"{event.version} {event.name}")
            case MigrationWarned() | HookErred() | WatchBlind() | RunPaused():
                self._output.warn(warning_line(event))
            case MigrationFinished():
                self._finished(event)
            case BatchDone() | WorkSeen() | StatementBlocked() | StatementFreed():
                self._seen(event)
            case DatabaseAwaited() | LeaseAwaited() | LockAwaited() | OrphanSeen() | RunResumed():
                self._output.say(waiting_line(event))
            case HookStarted() | HookSaid() | HookFinished() | ChecksAsked():
                self._around(event)
            case RunFinished():
                self._close()
            case _:
                pass

    def _around(self, event: HookStarted | HookSaid | HookFinished | ChecksAsked) -> None:
        """Say what is done before and after a run; checks that are asked alone are shown anyway."""
        if isinstance(event, ChecksAsked) and self._bar is not None:
            self._bar.end_part()
        lines = checks_lines(event) if isinstance(event, ChecksAsked) else [hook_line(event)]
        for line in lines:
            self._output.say(line)

    def _batch(self, event: BatchDone) -> None:
        """Show how far a step is: on a terminal always, else a line now and then."""
        if self._bar is not None:
            self._bar.within(event.step, event.done, event.total)
            return
        now = self._monotonic()
        if now - self._told >= _EVERY and event.done != event.total:
            self._told = now
            self._output.meanwhile(batch_line(event))

    def _seen(self, event: BatchDone | WorkSeen | StatementBlocked | StatementFreed) -> None:
        """Show how far some work is, or what it waits for, in words that most runs need not."""
        if isinstance(event, BatchDone):
            self._batch(event)
            return
        from goofer_py.cli.working import blocked_line, freed_line

        match event:
            case WorkSeen():
                self._work(event)
            case StatementBlocked() if self._output.live is None:
                self._output.warn(blocked_line(event))
            case StatementBlocked():
                self._output.meanwhile(blocked_line(event))
            case StatementFreed():
                self._output.meanwhile(freed_line(event))

    def _work(self, event: WorkSeen) -> None:
        """Show how far some work is: on a terminal always, else a line now and then."""
        from goofer_py.cli.working import work_line, work_measure, work_title

        if event.hint and event.hint not in self._hints:
            self._hints.add(event.hint)
            self._output.meanwhile(f"the server would tell how far it is after: {event.hint}")
        if self._output.bar_on is None:
            now = self._monotonic()
            if now - self._told_of_work >= _EVERY:
                self._told_of_work = now
                self._output.meanwhile(work_line(event))
        elif title := work_title(event):
            if self._bar is None:
                self._bar = _bar(0, self._output)
            self._bar.part(title, event.done, event.total, work_measure(event))

    def _log(self, event: Event) -> None:
        """Write an event as a line of JSON; those that say how far it is, now and then."""
        from goofer_py.observe.document import document

        # Only the last batch is as many as there are: there may be more than were counted before.
        last = isinstance(event, BatchDone) and event.done == event.total
        if isinstance(event, WorkSeen | BatchDone) and not last:
            now, kind = self._monotonic(), type(event)
            if kind in self._logged and now - self._logged[kind] < _EVERY:
                return
            self._logged[kind] = now
        self._output.log(**document(event))

    def _finished(self, event: MigrationFinished) -> None:
        done = _DONE.get(event.direction, "applied")
        took = duration(event.duration)
        self._output.say(f"{done} {event.version} {event.name} ({took})")
        if self._bar is not None:
            self._bar.advance()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def warning_line(event: MigrationWarned | HookErred | WatchBlind | RunPaused) -> str:
    """Say what somebody should look at."""
    match event:
        case MigrationWarned(version=version, name=name, message=message):
            return f"{version}_{name}: {message}"
        case HookErred(error=error):
            return error
        case WatchBlind(why=why):
            return f"not watched: {why}"
        case RunPaused(why=why):
            return f"the run pauses: {why}"


def waiting_line(
    event: DatabaseAwaited | LeaseAwaited | LockAwaited | OrphanSeen | RunResumed,
) -> str:
    """Say what a run waits for, or waits for no more."""
    match event:
        case RunResumed(duration=seconds):
            return f"all is well again after {duration(seconds)}: the run goes on"
        case DatabaseAwaited(database=database, reason=reason):
            return f"waiting for {database}: {reason}"
        case LeaseAwaited(holder=holder, since=since):
            return f"waiting for {holder}, at work since {since:%H:%M:%S} UTC"
        case OrphanSeen(way=way, about=about):
            doing = {"wait": "waiting for", "end": "ending"}[way]
            return f"{doing} what an ended run left at work: {about}"
        case LockAwaited():
            return (
                f"{event.version}_{event.name}: {event.error}; tried again in"
                f" {duration(event.pause)} ({event.retry} of {event.retries})"
            )


def hook_line(event: HookStarted | HookSaid | HookFinished) -> str:
    """Say what a hook does."""
    match event:
        case HookStarted():
            return f"{event.when}: {event.hook}"
        case HookSaid():
            return f"  {event.line}"
        case HookFinished():
            return f"{event.when}: done ({duration(event.duration)})"


def checks_lines(event: ChecksAsked) -> list[str]:
    """Say how the checks of a run went; what failed is told by the error."""
    if event.when == "alone":
        return []
    skipped = f", {len(event.skipped)} skipped" if event.skipped else ""
    failed = f", {event.failed} failed" if event.failed else ""
    head = f"{event.when} the run: {count(event.passed, 'check')} passed{failed}{skipped}"
    why = [f"  skipped {name}: {why}" for name, why in event.skipped]
    return [f"{head} ({duration(event.duration)})", *why]


def batch_line(event: BatchDone) -> str:
    """Say how far a step is, how fast it goes and how long it will still take."""
    known = 0 < event.total >= event.done
    timed = known and event.rate
    left = f", about {duration((event.total - event.done) / event.rate)} left" if timed else ""
    of = f" of {event.total:,}" if known else ""
    unit, speed = event.unit, f"{event.rate:,.0f} {event.unit}/s"
    return f"{event.version} {event.step}: {event.done:,}{of} {unit}, {speed}{left}"


def _bar(total: int, output: Output) -> Bar:
    from goofer_py.cli.terminal import RunBar

    return RunBar(total, beside=not output.for_people)

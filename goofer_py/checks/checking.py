"""Asking the checks of a project before and after a run, or alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from goofer_py.checks.check import Applies, Finding, Skipped, finding
from goofer_py.checks.checks import Checks
from goofer_py.checks.files import read_folder
from goofer_py.checks.functions import function_checks
from goofer_py.checks.looking import Looking
from goofer_py.errors import CheckFailed, Interrupted, StatementFailed, UsageError
from goofer_py.events import ChecksAsked, Event
from goofer_py.migrate.growing import Told
from goofer_py.migrate.interruption import Interruption, Stopped
from goofer_py.stores.far import Steps

if TYPE_CHECKING:
    from goofer_py.clock import Clock
    from goofer_py.stores.store import Session

_SET_RIGHT = "set right what it says, then: "


class Check(Protocol):
    """Something that should hold."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def applies(self) -> Applies:
        """When it is asked."""

    def ask(self, looking: Looking) -> Sequence[Finding]:
        """Return what is not as it should be, nothing if all is; raises Skipped."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one check: its `outcome` is passed, failed or skipped."""

    check: str
    outcome: str
    duration: float
    findings: tuple[Finding, ...] = ()
    reason: str = ""


class Checking:
    """The checks of one run on one session; they are read when this is made.

    After `progress` seconds it is told which of them is asked, as `beside` opens a connection to
    see more of it. Raises FileError and UsageError for what is no check.
    """

    def __init__(
        self,
        checks: Checks,
        session: Session,
        clock: Clock,
        tell: Callable[[Event], None],
        settings: Mapping[str, object] | None = None,
        progress: float | None = None,
        beside: Callable[[], Session] | None = None,
    ) -> None:
        self._checks = checks
        self._session = session
        self._clock = clock
        self._tell = tell
        self._settings = dict(settings or {})
        self._long = Told(tell, progress)
        self._beside = beside
        self._all: list[Check] = list(_all(checks, session))

    def before(self, direction: str, versions: Sequence[str]) -> None:
        """Ask those before a run; raises CheckFailed."""
        looking = self._looking("before", direction, versions)
        self._raise(looking, self._asked(looking, "Nothing was run."), "Nothing was run.")

    def after(
        self,
        direction: str,
        versions: Sequence[str],
        state: str,
        *,
        newest: bool = False,
        stays: bool = True,
    ) -> None:
        """Ask those after a run, of which `state` says how things stand; raises CheckFailed.

        The error does not say so unless that `stays`; that a signal ended the checks does.
        """
        looking = self._looking("after", direction, versions, newest=newest)
        self._raise(looking, self._asked(looking, state), state if stays else "")

    def alone(self, names: Collection[str] = (), *, newest: bool = False) -> list[Asked]:
        """Ask all checks, or those of these names; raises UsageError for one that there is not."""
        known = [one.name for one in self._all]
        if unknown := [name for name in names if name not in known]:
            raise UsageError(
                f"There is no check {unknown[0]}.", hint=f"there are {', '.join(known) or 'none'}"
            )
        looking = self._looking("alone", "", (), newest=newest)
        return self._asked(looking, "", names)

    def _looking(
        self, when: str, direction: str, versions: Sequence[str], *, newest: bool = False
    ) -> Looking:
        versions = tuple(versions)
        return Looking(
            self._session, self._checks, when, direction, newest, versions, self._settings
        )

    def _asked(self, looking: Looking, state: str, names: Collection[str] = ()) -> list[Asked]:
        environment = self._settings.get("environment")
        environment = None if environment is None else str(environment)
        wanted = [
            one
            for one in self._all
            if one.applies.to(looking.when, looking.direction, environment)
            and (not names or one.name in names)
        ]
        started = self._clock.monotonic()
        with self._interruptible(looking.when, state) as interruption:
            watched = replace(looking, check=interruption.check)
            asked = list(self._each(wanted, watched))
        skipped = tuple((one.check, one.reason) for one in asked if one.outcome == "skipped")
        failed = sum(one.outcome == "failed" for one in asked)
        passed = len(asked) - len(skipped) - failed
        duration = self._clock.monotonic() - started
        database = self._session.database
        self._tell(ChecksAsked(database, looking.when, passed, failed, skipped, duration))
        return asked

    def _each(self, wanted: Sequence[Check], looking: Looking) -> Iterator[Asked]:
        """Ask one check after the other, and tell which it is if that takes long."""
        session, total = self._session, len(wanted)
        steps = Steps(session, total, "checks")
        with self._long.of("check", steps, self._beside, session.database):
            for done, one in enumerate(wanted):
                steps.begin(f"{one.name} ({done + 1} of {total})", done)
                yield self._one(one, looking)

    def _one(self, check: Check, looking: Looking) -> Asked:
        started = self._clock.monotonic()
        outcome, reason = "passed", ""
        found: tuple[Finding, ...] = ()
        try:
            found = tuple(check.ask(looking))
        except Skipped as skipped:
            outcome, reason = "skipped", str(skipped)
        except StatementFailed as error:
            found = (finding(check.name, f"it could not be asked: {error.server}", ()),)
        looking.check()
        outcome = "failed" if found else outcome
        return Asked(check.name, outcome, self._clock.monotonic() - started, found, reason)

    @contextmanager
    def _interruptible(self, when: str, state: str) -> Iterator[Interruption]:
        interruption = Interruption()
        try:
            with interruption, self._session.interruptible() as end:
                interruption.ends(end)
                yield interruption
        except Stopped:
            what = f"the checks {when} the run" if when != "alone" else "the checks"
            raise Interrupted(
                f"{interruption.noted} ended {what}. {state}".strip(), hint="goofer status"
            ) from None

    def _raise(self, looking: Looking, asked: Sequence[Asked], state: str) -> None:
        found = [one for each in asked for one in each.findings]
        if found:
            again = {"up": "goofer migrate", "down": "goofer rollback"}[looking.direction]
            hint = f"{_SET_RIGHT}{again}"
            if looking.when == "after" and looking.versions:
                # The same would keep the way back from starting.
                back = {"up": "goofer rollback --last-run", "down": "goofer migrate"}
                undo = f"{back[looking.direction]} --no-checks"
                hint = f"{_SET_RIGHT}goofer check; or undo the run: {undo}"
            said = f"{looking.when} the run"
            raise failed(self._session, found, looking.when, said, state, hint, looking.versions)


def failed(
    session: Session,
    found: Sequence[Finding],
    when: str,
    said: str,
    state: str,
    hint: str,
    versions: Sequence[str] = (),
) -> CheckFailed:
    """Return the error for what checks have found."""
    number = len({one.check for one in found})
    what = "A check failed" if number == 1 else f"{number} checks failed"
    lines = [f"{f'{what} {said}'.strip()}:", *(line for one in found for line in one.lines())]
    message = "\n".join([*lines, *([state] if state else [])])
    return CheckFailed(
        session.hide(message),
        when=when,
        failures=[one.fields() for one in found],
        applied=versions if when == "after" else (),
        database=session.database,
        hint=hint,
    )


def _all(checks: Checks, session: Session) -> Iterator[Check]:
    if checks.folder is not None and checks.folder.is_dir():
        yield from read_folder(checks.folder, session)
    yield from function_checks(checks.functions, checks.python_path)
    if not checks.ready and not checks.required:
        return
    from goofer_py.checks.ready import Nulls, Orphans, Rows, Sequences

    if "orphans" in checks.ready:
        yield Orphans()
    if "nulls" in checks.ready or checks.required:
        yield Nulls("nulls" in checks.ready, checks.required)
    if "rows" in checks.ready:
        yield Rows()
    if "sequences" in checks.ready:
        yield Sequences()

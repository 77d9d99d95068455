"""All checks before a run, in the order of what they need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol, Unpack

from goofer_py.errors import (
    ConnectionFailed,
    DirtyOrDrifted,
    FileError,
    GooferError,
    StatementFailed,
    StoreError,
    UsageError,
)
from goofer_py.migrate.precheck.bench import Bench
from goofer_py.migrate.precheck.finding import (
    Finding,
    Report,
    failed,
    passed,
    unknown,
    warned,
)
from goofer_py.migrate.precheck.options import PrecheckOptions
from goofer_py.migrate.precheck.others import check_locks, check_replication, check_transactions
from goofer_py.migrate.precheck.rights import check_rights
from goofer_py.migrate.precheck.room import check_backup, check_disk
from goofer_py.migrate.precheck.server import check_clock, check_connections, check_version
from goofer_py.migrate.precheck.sizes import age
from goofer_py.stores.vitals import Unseen

if TYPE_CHECKING:
    from goofer_py.migrate.lease_table import Held
    from goofer_py.migrate.results import PlannedMigration, RunPlan
    from goofer_py.migrate.setting import Setting, UpOptions
    from goofer_py.migrate.status import Status
    from goofer_py.stores.store import Session, Store

_ON_THE_SERVER: tuple[tuple[str, Callable[[Bench], Finding]], ...] = (
    ("version", check_version),
    ("rights", check_rights),
    ("disk", check_disk),
    ("transactions", check_transactions),
    ("locks", check_locks),
    ("replication", check_replication),
    ("connections", check_connections),
    ("clock", check_clock),
    ("backup", check_backup),
)
CHECKS = ("server", "history", "lease", *(name for name, _ in _ON_THE_SERVER))
"""The names of all checks, in their order."""


class Asked(Protocol):
    """A migrator, as far as it is asked."""

    @property
    def database(self) -> str:
        """What to call the database in messages."""

    @property
    def session(self) -> Session:
        """The connection that is kept."""

    def plan(self, target: str = "latest", **options: Unpack[UpOptions]) -> RunPlan:
        """Return what a run would do."""

    def status(self, *, check: bool = False) -> Status:
        """Return how the database stands."""

    def holder(self) -> Held | None:
        """Return who holds the lease."""


class Precheck:
    """Looks whether a run to `target` could begin; changes nothing."""

    def __init__(
        self,
        migrator: Asked,
        store: Store,
        setting: Setting,
        options: PrecheckOptions,
        target: str,
        anyhow: UpOptions,
    ) -> None:
        for name in options.skip:
            if name not in CHECKS:
                known = ", ".join(CHECKS)
                raise UsageError(f"There is no check {name!r} to skip.", hint=f"one of {known}")
        self._migrator = migrator
        self._store = store
        self._clock = setting.clock
        self._table = setting.table
        self._options = options
        self._target = target
        self._anyhow = anyhow
        self._planned: tuple[PlannedMigration, ...] = ()

    def run(self) -> Report:
        """Return what all checks found; raises UsageError for a target that there is not."""
        findings = [one for one in self._all() if one.check not in self._options.skip]
        return Report(self._migrator.database, tuple(findings))

    def _all(self) -> list[Finding]:
        started = self._clock.monotonic()
        try:
            if not self._store.exists():
                return [self._absent()]
            session = self._migrator.session
            if session.ledger is None:
                session.query("SELECT 1")
            else:
                session.ledger.exists(self._table)
        except StoreError as error:
            return [failed("server", error.message, error.hint or "goofer wait")]
        answered = f"it answers in {(self._clock.monotonic() - started) * 1000:.0f} ms"
        found = [passed("server", answered)]
        try:
            found.extend(self._asked(session))
        except ConnectionFailed as error:
            # What comes later would say no more than that.
            lost = f"it answered, and was lost in the middle: {error.message}"
            found[0] = failed("server", lost, error.hint or "goofer wait")
        return found

    def _asked(self, session: Session) -> Iterator[Finding]:
        """Yield what is found over a connection; raises ConnectionFailed when it is lost."""
        yield self._history()
        yield self._lease()
        bench = Bench(session, self._table, self._clock, self._options, self._planned)
        for name, check in _ON_THE_SERVER:
            if name not in self._options.skip:
                yield _checked(name, check, bench)

    def _absent(self) -> Finding:
        """Say of a database that a run would make whether it could."""
        try:
            self._store.probe(1)
        except ConnectionFailed as error:
            return failed("server", error.message, error.hint or "goofer wait")
        return passed("server", "it is not there yet: the first migration makes it")

    def _history(self) -> Finding:
        """Look whether anything of the history keeps a run from starting."""
        try:
            plan = self._migrator.plan(self._target, **self._anyhow)
        except (DirtyOrDrifted, FileError) as error:
            return failed("history", error.message, error.hint or "goofer status")
        except StatementFailed as error:
            return unknown("history", error.server)
        self._planned = plan.migrations
        number = f"{len(plan.migrations)} to run"
        if plan.waiting:
            number += f", {len(plan.waiting)} waiting for a later --phase"
        with suppress(GooferError):
            dirty = self._migrator.status().dirty
            if dirty is not None:
                seen = f"{dirty.version}_{dirty.name} is {dirty}; a run goes on there"
                return warned("history", seen, "goofer status")
        return passed("history", f"nothing is dirty, {number}")

    def _lease(self) -> Finding:
        """Look whether a run holds the database."""
        try:
            held = self._migrator.holder()
        except StatementFailed as error:
            return unknown("lease", error.server)
        if held is None:
            return passed("lease", "no run holds the database")
        seen = f"{held.holder} holds it since {held.since:%Y-%m-%d %H:%M:%S} UTC"
        ends = f"unless it is heard of, its lease ends in {age(held.left)}"
        return warned("lease", f"{seen}; {ends}", "wait for it; if that run is gone: goofer unlock")


def _checked(name: str, check: Callable[[Bench], Finding], bench: Bench) -> Finding:
    """Return what a check found, and where it could see nothing, why."""
    try:
        return check(bench)
    except Unseen as error:
        why, todo = error.args
        return unknown(name, why, todo)
    except UsageError as error:
        # What has no SQL is not asked in SQL.
        return unknown(name, error.message, "look at the server's own monitoring")
    except StatementFailed as error:
        return unknown(name, f"the server refused to tell: {error.server}", error.server_hint)

"""Scripts without a version, which are run again when they change: R__name.sql."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, GooferError, LockLost, StatementFailed, UsageError
from goofer_py.migrate.choice import Choice, Repeatable
from goofer_py.migrate.directives import directives
from goofer_py.migrate.interruption import Stopped
from goofer_py.migrate.leftovers import taken_away
from goofer_py.migrate.record import FAILED, Record
from goofer_py.migrate.retries import Bench as RetriesBench
from goofer_py.migrate.retries import Retries
from goofer_py.migrate.work import Work, enveloped

if TYPE_CHECKING:
    from goofer_py.dialects.statement import Statement
    from goofer_py.migrate.failure import Failure
    from goofer_py.migrate.history import History
    from goofer_py.migrate.script import Script
    from goofer_py.migrate.setting import Setting

_STAYS = (
    "It runs without a transaction: what it did before the failure stays, and the next run begins"
    " it anew."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One repeatable script and how it stands: applied, pending, changed or skipped."""

    name: str
    state: str
    script: Script


def standings(setting: Setting, history: History | None) -> Iterator[Standing]:
    """Yield all repeatable scripts in the order of their names; reads their files."""
    scripts = setting.source.repeatables()
    ran = history.repeated() if scripts and history is not None else {}
    environment = setting.environment
    for name in sorted(scripts):
        script = scripts[name]
        if not directives(script.text, script.path).runs_in(environment):
            state = "skipped"
        elif name not in ran:
            state = "pending"
        else:
            state = "applied" if ran[name] == script.checksum() else "changed"
        yield Standing(name, state, script)


def with_repeatables(choice: Choice, setting: Setting, history: History | None) -> Choice:
    """Return the choice with the repeatable scripts that are to run after it."""
    found = tuple(
        Repeatable(one.name, one.script)
        for one in standings(setting, history)
        if one.state in ("pending", "changed")
    )
    return replace(choice, repeatables=found) if found else choice


class Repeated:
    """Runs a repeatable script outside of a transaction, always from its beginning."""

    def __init__(self, bench: RetriesBench, record: Record, work: Work, failure: Failure) -> None:
        self._bench = bench
        self._record = record
        self._work = work
        self._failure = failure
        self._left = ""

    def run(self) -> None:
        """Run all of it and record it; raises MigrationFailed, Interrupted or LockLost."""
        bench, started = self._bench, self._bench.clock.monotonic()
        if bench.session.in_transaction:
            raise UsageError(
                f"{self._failure.what} runs outside of a transaction, and the connection that was"
                f" given is inside of one. It was not run. {self._failure.before()}",
                hint="give goofer the URL or the engine",
            )
        bench.interruption.atomic = False
        try:
            with enveloped(bench.session, [self._work]):
                bench.session.run_statements(self._work.limiting)
                for statement in self._work.statements():
                    bench.interruption.check()
                    if bench.history.lease is not None and not bench.session.confined:
                        bench.history.lease.check()
                    self._one(statement)
            duration = bench.clock.monotonic() - started
            bench.history.add(replace(self._record, duration=duration))
        except Stopped:
            raise self._ended() from None
        except LockLost as error:
            raise self._failure.of_lost(error, _STAYS) from None
        except StatementFailed as error:
            if bench.interruption.noted:
                raise self._ended() from None
            self._keep(error)
            state = f"{_STAYS}{self._left}"
            raise self._failure.of_statement(error, state, undone=False) from error

    def _ended(self) -> GooferError:
        noted = self._bench.interruption.noted
        return self._failure.of_signal(noted, _STAYS, undone=False)

    def _one(self, statement: Statement) -> None:
        session, retries = self._bench.session, Retries(self._bench, self._failure)
        own = session.in_transaction
        trace = "" if own else session.trace(statement)
        while True:
            try:
                return session.run_statements([statement])
            except StatementFailed as error:
                if own or not retries.again(error):
                    self._left = taken_away(session, statement, trace)
                    raise
            if trace and session.mend(statement, trace):
                return None

    def _keep(self, error: StatementFailed) -> None:
        failed = replace(self._record, status=FAILED, statements=0, error=error.server)
        with suppress(StatementFailed, ConnectionFailed):
            if self._bench.session.in_transaction:
                self._bench.session.execute("ROLLBACK")
            self._bench.history.add(failed)

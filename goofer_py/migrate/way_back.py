"""A run that failed goes back to where it had started, or says why it did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import groupby, islice
from operator import attrgetter

from goofer_py.dialects.statement import Statement
from goofer_py.errors import (
    CheckFailed,
    ConnectionFailed,
    GooferError,
    Interrupted,
    LockLost,
    MigrationFailed,
    PartlyDone,
    RollbackFailed,
)
from goofer_py.migrate.choice import ZERO, Choice, Chooser
from goofer_py.migrate.failure import shortened
from goofer_py.migrate.find import find
from goofer_py.migrate.history import History
from goofer_py.migrate.record import DONE, Record, host_name, user_name
from goofer_py.migrate.run import Guard, Run
from goofer_py.migrate.setting import Setting
from goofer_py.migrate.several.broken import can_go_back
from goofer_py.migrate.state import Dirty, State
from goofer_py.stores.store import Session

_SHOWN = 10
_MOST = 1000
"""How many statements of a script are looked at to show what is done of it."""
_NOT_RUN = "none of its statements ran to its end: marked as not run"
_LAST_RUN = "goofer rollback --last-run"


class WayBack:
    """Takes one run back; `check` raises what keeps a choice from being reverted.

    `verify` asks at the end whether the data are as they should be.
    """

    def __init__(
        self,
        setting: Setting,
        history: History,
        chooser: Chooser,
        again: Callable[[], Run],
        check: Callable[[Choice], None],
        verify: Callable[[], None],
    ) -> None:
        self._setting = setting
        self._session: Session = history.session
        self._history = history
        self._chooser = chooser
        self._again = again
        self._check = check
        self._verify = verify
        self._start = chooser.current or ZERO

    def after(self, error: GooferError, run: Run) -> GooferError:
        """Revert what `run` did before it failed, and return its error with that told.

        After a signal, and where another run has taken over, all stays as it is.
        """
        begun = self._history.run
        if isinstance(error, Interrupted | LockLost) or begun is None:
            return error
        if isinstance(error, ConnectionFailed):
            done = tuple(result.version for result in run.done if result.direction == "up")
            text = "The run did not go back: the connection to the database is gone."
            hint = f"goofer status, and then: {_LAST_RUN}"
            return self._failed(error, text, done, hint=hint) if done else error
        state = self._history.state()
        half = self._history.dirty(state)
        if half is not None and half.id >= begun and can_go_back(half):
            return self._gone_back(error, (*self._new(state), half.version), half)
        if half is not None and half.id >= begun:
            if half.statements or not self._as_not_run(half):
                return self._halfway(error, half, self._new(state))
            state = self._history.state()
        versions = self._new(state)
        stays = isinstance(error, MigrationFailed) and not error.undone and half is None
        if stays and getattr(error, "version", None) not in versions:
            text = "The run did not go back, because of what stays of it."
            return self._failed(error, text, versions)
        return self._gone_back(error, versions) if versions else error

    def _new(self, state: State) -> tuple[str, ...]:
        """Return what is applied since the run began, in that order."""
        return tuple(one for one in state.applied if one not in self._chooser.state.applied)

    def _gone_back(
        self, error: GooferError, versions: Sequence[str], half: Dirty | None = None
    ) -> GooferError:
        choice = Choice("down", tuple(reversed(versions)))
        try:
            self._check(choice)
        except GooferError as second:
            text = f"The run did not go back to {self._start}: {second.message}"
            return self._failed(error, text, versions, second)
        back = self._again()
        try:
            back.go(choice, half, guard=self._deadline())
            self._verify()
        except CheckFailed as second:
            there = f"{second.message[:1].lower()}{second.message[1:]}"
            there = there.replace(" after the run:", ":", 1)
            text = f"The run went back to {self._start}, where it had started, and there {there}"
            return self._failed(error, text, (), second)
        except GooferError as second:
            reverted = {result.version for result in back.done}
            kept = [version for version in versions if version not in reverted]
            text = f"Going back to {self._start} failed too: {second.message}"
            return self._failed(error, text, kept, second)
        return _told(error, f"The run went back to {self._start}, where it had started.")

    def _deadline(self) -> Guard:
        seconds = self._setting.rollback_timeout
        if seconds is None:
            return nullcontext
        from goofer_py.migrate.watch import Deadline

        why = f"going back took more than {seconds:g} s (rollback_timeout)"
        return lambda interruption: Deadline(seconds, why, interruption)

    def _as_not_run(self, half: Dirty) -> bool:
        """Mark what stopped in its first statement as not run; says whether that is so."""
        statements = self._statements(half.version, half.direction)
        if not half.total or not statements or half.direction != "up":
            return False
        if not self._left_nothing(statements[0], half.trace):
            return False
        self._history.add(
            Record(
                id=0,
                version=half.version,
                name=half.name,
                direction="down",
                status=DONE,
                started_at=self._setting.clock.now(),
                user=user_name(),
                host=host_name(),
                error=_NOT_RUN,
            )
        )
        return True

    def _left_nothing(self, statement: Statement, trace: str | None) -> bool:
        """Say whether a statement that failed left nothing, by how things stood before it."""
        if not trace:
            return trace is not None
        return not self._session.mend(statement, trace) and self._session.trace(statement) == trace

    def _halfway(self, error: GooferError, half: Dirty, versions: Sequence[str]) -> GooferError:
        """Return the error for a run that cannot go back past what is half done."""
        title = f"{half.version}_{half.name}"
        done = self._statements(half.version, "up")[: half.statements]
        down = self._statements(half.version, "down")
        why = (
            f"The run did not go back: {title} is half done, what leads back from all of it need"
            " not lead back from a part, and what came before may be what that part builds on."
        )
        lines = [
            why,
            *_block("Done of it, and there:", done),
            *_block("Its down script, of which nothing was run, would run:", down),
        ]
        hint = "correct it, then: goofer migrate; or undo by hand what is done of it, then:"
        hint = f"{hint} goofer repair --dirty not-run{f'; {_LAST_RUN}' if versions else ''}"
        return self._failed(error, "\n".join(lines), versions, hint=hint)

    def _statements(self, version: str, direction: str) -> list[Statement]:
        """Return the statements of a script, nothing for code and for what is not there."""
        try:
            names = self._chooser.names
            migration = find(version, direction, self._setting.source, names, self._history)
            work = migration.script(direction).prepare(self._session)
            grouped = groupby(work.statements(), attrgetter("offset"))
            return [next(portions) for _, portions in islice(grouped, _MOST)]
        except GooferError:
            return []

    def _failed(
        self,
        error: GooferError,
        text: str,
        kept: Sequence[str],
        second: GooferError | None = None,
        hint: str | None = None,
    ) -> RollbackFailed:
        """Return the error for a run that failed and is not back, with what `error` knows."""
        failed = RollbackFailed(
            f"{error.message}\n{self._session.hide(text)}",
            version=getattr(error, "version", "") or (kept[-1] if kept else ""),
            direction=getattr(error, "direction", "up"),
            database=self._session.database,
            path=getattr(error, "path", None),
            line=getattr(error, "line", None),
            column=getattr(error, "column", None),
            statement=getattr(error, "statement", ""),
            server=getattr(error, "server", ""),
            server_hint=getattr(error, "server_hint", ""),
            undone=getattr(error, "undone", True),
            applied=tuple(kept),
            hint=hint or (second.hint if second is not None else None) or "goofer status",
        )
        failed.because, failed.instead = error.code, "" if second is None else second.code
        return failed


def _told(error: GooferError, text: str) -> GooferError:
    """Return the same error with more to say, of a run of which nothing is left."""
    error.message = f"{error.message}\n{text}"
    error.args = (error.message,)
    if isinstance(error, PartlyDone):
        error.stands = ()
    if isinstance(error, MigrationFailed | CheckFailed):
        error.applied = ()
        error.hint = "correct it, then: goofer migrate"
    return error


def _block(title: str, statements: Sequence[Statement]) -> list[str]:
    """Return the statements under a title, nothing without any."""
    if not statements:
        return []
    shown = [f"    {shortened(one.text)}" for one in statements[:_SHOWN]]
    more = len(statements) - len(shown)
    return [title, *shown, *([f"    and {more} more"] if more else [])]

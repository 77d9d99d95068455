"""A change of a table through a copy, in steps that are remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from goofer_py.errors import ConnectionFailed, CopyDiffers, LockLost, StatementFailed
from goofer_py.migrate.interruption import Stopped
from goofer_py.migrate.keyed import between, read, written
from goofer_py.migrate.patience import Patience
from goofer_py.migrate.progress import ProgressTable

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from goofer_py.migrate.pacing import Pacing
    from goofer_py.migrate.progress import Step
    from goofer_py.stores.shadow import Shadow
    from goofer_py.stores.store import Session

COPY = "copy "
"""How the name of the step begins that fills a copy; the table and a number follow."""
_COPIED = re.compile(rf"{COPY}(.+) \[[0-9a-f]{{16}}\]")
_SWAPPED = "swapped"
_BEGINNING = written(())
_PATIENCE = Patience(lock_retries=40, pause=0.1)
"""A lock on a table is waited for but a moment, so it is tried for often."""


class Stepping(Protocol):
    """What remembers how far the steps of a migration are."""

    session: Session
    left: str

    @property
    def stopped(self) -> bool:
        """Whether a signal came."""

    @property
    def pacing(self) -> Pacing:
        """What batches of rows go by."""

    def check(self) -> None:
        """Raise Stopped after a signal, or LockLost."""

    def step(self, name: str) -> Step:
        """Return a step as it stands, which is begun if it was not."""

    def noted(self, step: Step) -> Step:
        """Write down, by itself, how far a step is, and return it."""

    def write(self, step: Step) -> None:
        """Write down how far a step is, in the transaction that is open."""

    def committing(self) -> AbstractContextManager[None]:
        """Commit what is done within, or undo it."""

    def persistently(self, work: Callable[[], None], patience: Patience | None = None) -> None:
        """Do what leaves nothing behind when it fails, again where it failed for a lock."""

    def batches(self, step: Step, batch: Callable[[Step, int], Step], size: int | None) -> Step:
        """Do a step batch by batch; returns it as it is at the end."""


def changed_by_copy(
    steps: Stepping,
    table: str,
    alter: str,
    renamed: Mapping[str, str],
    size: int | None,
    tool: str | None,
) -> int:
    """Change a table through a copy of it; returns how many rows were copied."""
    shadow = steps.session.shadow(table, alter, renamed)
    said = " ".join(alter.split()), sorted(renamed.items())
    digest = sha256(repr(said).encode()).hexdigest()[:16]
    if tool is not None:
        return _by_tool(steps, shadow, tool, digest)
    return TableCopy(steps, shadow, digest, size).run()


def _by_tool(steps: Stepping, shadow: Shadow, tool: str, digest: str) -> int:
    """Let a program do it, unless it had done so when an earlier run was ended."""
    step = steps.step(f"{tool} {shadow.table} [{digest}]")
    if step.finished:
        return step.done
    rows = shadow.about()
    if not step.trace or step.trace == shadow.fingerprint():
        step = steps.noted(replace(step, total=rows, trace=shadow.fingerprint()))
        pacing = steps.pacing
        shadow.by_tool(tool, (pacing.seconds, pacing.lag, pacing.load), steps.check)
    steps.noted(replace(step, finished=True, done=rows, total=rows))
    return rows


class TableCopy:
    """Fills a copy of a table while programs go on, and lets it take the table's place.

    Each of its three steps goes on where an earlier run was ended. What the server refuses takes
    the copy away again.
    """

    def __init__(self, steps: Stepping, shadow: Shadow, digest: str, size: int | None) -> None:
        self._steps = steps
        self._shadow = shadow
        self._digest = digest
        self._size = size

    def run(self) -> int:
        """Do what is left; returns how many rows were copied."""
        copied, compared, swap = map(self._step, (COPY, "compare ", "swap "))
        if swap.finished:
            return copied.done
        if swap.position != _SWAPPED:
            try:
                copied = self._come_to_the_swap(copied, compared, begun=bool(swap.position))
                # Whoever finds this looks whether the swap was made.
                swap = self._steps.noted(replace(swap, position="swapping"))
                self._strongly(self._shadow.swap)
            except BaseException as error:
                self._leave(error, (copied, compared, swap))
                raise
            swap = self._steps.noted(replace(swap, position=_SWAPPED))
        self._strongly(self._shadow.settle)
        self._steps.left = ""
        self._steps.noted(replace(swap, finished=True))
        return copied.done

    def _step(self, name: str) -> Step:
        return self._steps.step(f"{name}{self._shadow.table} [{self._digest}]")

    def _strongly(self, work: Callable[[], None]) -> None:
        """Do what waits for locks on tables, often and for a moment each time."""
        self._steps.check()
        self._steps.persistently(work, _PATIENCE)

    def _come_to_the_swap(self, copied: Step, compared: Step, *, begun: bool) -> Step:
        """Fill the copy and compare it; returns the step that filled it."""
        shadow, steps = self._shadow, self._steps
        if begun:
            return copied
        if copied.position is None or not shadow.there:
            shadow.check()
            self._strongly(shadow.prepare)
            fresh = replace(copied, finished=False, done=0, total=shadow.about())
            copied = steps.noted(replace(fresh, position=_BEGINNING))
            compared = steps.noted(replace(compared, finished=False, done=0, position=None))
        shadow.ready()
        steps.left = f" {shadow.left} stay until then."
        shadow.tuned(begin=True)
        try:
            copied = steps.batches(copied, self._copied, self._size)
            self._compare(replace(compared, total=copied.done))
        finally:
            with suppress(StatementFailed, ConnectionFailed):
                shadow.tuned(begin=False)
        return copied

    def _copied(self, step: Step, size: int) -> Step:
        """Copy the next rows, and write down that they are, both or none."""
        with self._steps.committing():
            return self._gone_on(step, size, lock=True)

    def _compare(self, step: Step) -> None:
        self._steps.batches(step, lambda step, size: self._gone_on(step, size, lock=False), None)
        there, copied = self._shadow.counts()
        if there != copied:
            raise self._differs(f"it has {copied:,} rows, and the table has {there:,}")

    def _gone_on(self, step: Step, size: int, *, lock: bool) -> Step:
        """Copy the next rows under a lock on them, or compare them without one."""
        shadow, session = self._shadow, self._steps.session
        after = read(step.position) if step.position else None
        columns = shadow.key
        condition, values = between(columns, after, None)
        found = session.query(shadow.page(condition, size + 1, lock=lock), values)
        rows = found[:size]
        if rows:
            part = between(columns, after, rows[-1])
            if lock:
                session.execute(*shadow.copy(part))
            elif differing := session.query(*shadow.compare(part))[0][0]:
                raise self._differs(f"{differing} of its rows are not those of the table")
        done = step.done + len(rows)
        step = replace(
            step,
            finished=len(found) == len(rows),
            done=done,
            total=max(step.total, done),
            position=written(rows[-1]) if rows else step.position,
        )
        self._steps.write(step)
        return step

    def _differs(self, what: str) -> CopyDiffers:
        return CopyDiffers(
            f"The copy of {self._shadow.table} is not the same: {what}. The table was not changed.",
            database=self._steps.session.database,
            hint="look for what changes it past triggers, as TRUNCATE does, then: goofer migrate",
        )

    def _leave(self, error: BaseException, begun: tuple[Step, ...]) -> None:
        """Take the copy away after what a further try would not mend."""
        session, shadow = self._steps.session, self._shadow
        ended = isinstance(error, Stopped | LockLost | ConnectionFailed | KeyboardInterrupt)
        locked = isinstance(error, StatementFailed) and session.table_types.is_locked(error)
        if ended or locked or self._steps.stopped or session.closed:
            return
        self._steps.left = ""
        try:
            if shadow.there:
                self._steps.persistently(shadow.abandon, _PATIENCE)
                self._steps.left = " The copy that was begun was taken away."
            for step in begun:
                self._steps.noted(replace(step, finished=False, done=0, position=None))
        except (StatementFailed, ConnectionFailed) as failed:
            why = failed.server or failed.message
            self._steps.left = f" {shadow.left} stay, as they could not be taken away: {why}."


def forget_copies(session: Session, history: str, version: str, direction: str) -> None:
    """Take copies away that a migration had begun, and will not go on with."""
    table = ProgressTable(session, history, version, direction)
    for step in table.steps():
        found = _COPIED.fullmatch(step.name)
        if found is not None:
            shadow = session.shadow(found[1], "", {})
            if shadow.there:
                shadow.abandon()

"""Setting right what a history says: records are added to it, and none is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from goofer_py.errors import UsageError
from goofer_py.migrate.checks import changed_versions
from goofer_py.migrate.choice import Chooser
from goofer_py.migrate.history import History
from goofer_py.migrate.record import DONE, Record, host_name, user_name
from goofer_py.migrate.records import history_of
from goofer_py.migrate.several.attempt import Attempt, attempt_in
from goofer_py.migrate.several.taken_out import check_taken_out
from goofer_py.migrate.state import REPEATED

if TYPE_CHECKING:
    from goofer_py.clock import Clock
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.setting import Setting
    from goofer_py.migrate.sources import MigrationSource
    from goofer_py.stores.store import Session

Way = Literal["done", "not-run", "accept", "forget"]
"""Mark what is dirty as done, or as not run; accept an edited file; forget a missing one."""

_NOTES = {
    "done": "marked as done by hand",
    "not-run": "marked as not run by hand",
    "accept": "the edited file was accepted",
    "forget": "forgotten: its files are gone",
}
_FAULTS = {"done": "dirty", "not-run": "dirty", "accept": "changed", "forget": "missing"}


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing in the history that can be set right, and how.

    `direction` is where the migration was going; `newer` says that it is missing and newer than
    all the files there are, as it is where an older version of the program looks at the database.
    """

    version: str
    name: str
    way: Way
    direction: str = "up"
    newer: bool = False

    @property
    def title(self) -> str:
        """The version and the name, as its file begins."""
        return f"{self.version}{'__' if self.version == REPEATED else '_'}{self.name}"

    @property
    def fault(self) -> str:
        """What is wrong: dirty, changed or missing."""
        return _FAULTS[self.way]

    @property
    def note(self) -> str:
        """What the history says of it."""
        return _NOTES[self.way]

    @property
    def applied(self) -> bool:
        """Whether the history says afterwards that it is applied."""
        if self.fault == "dirty":
            return (self.direction == "up") == (self.way == "done")
        return self.way == "accept"


def attempt_at(session: Session, setting: Setting) -> Attempt | None:
    """Return the attempt over several databases that stopped halfway, None without one.

    Raises DirtyOrDrifted where a database has a part of it that its file does not name any more.
    """
    history = history_of(session, setting.table)
    dirty = history.dirty(history.state())
    attempt = None if dirty is None else attempt_in(dirty.trace)
    if dirty is not None and attempt is not None:
        check_taken_out(dirty, setting, settled=True)
    return attempt


def check_taken_back(repairs: Iterable[Repair]) -> None:
    """Refuse to mark as not run what takes back a migration that never was all there."""
    for one in repairs:
        if one.fault == "dirty" and one.way == "not-run":
            raise UsageError(
                f"{one.title} stopped on its way up, and then while that was taken back: without"
                " that it is not applied either, so it cannot be marked as not run. Nothing was"
                " changed.",
                hint="go on with it: goofer rollback; or, once nothing of it is left in any of its"
                " databases: goofer repair --dirty done",
            )


def repairer(session: Session, setting: Setting, lease: Lease | None = None) -> Repairer:
    """Return what repairs the history of one database; reads its state."""
    history = history_of(session, setting.table)
    history.lease = lease
    chooser = setting.choosing(history.state())
    return Repairer(history, setting.source, chooser, setting.clock)


class Repairer:
    """Finds what can be set right in one history, and adds the records that do."""

    def __init__(
        self, history: History, source: MigrationSource, chooser: Chooser, clock: Clock
    ) -> None:
        self._history = history
        self._source = source
        self._chooser = chooser
        self._clock = clock

    def found(self, dirty: Literal["done", "not-run"] = "not-run") -> Iterator[Repair]:
        """Yield all that can be set right; reads the files of all applied migrations.

        What stopped halfway is set right as `dirty` says.
        """
        if half := self._history.dirty(self._chooser.state):
            yield Repair(half.version, half.name, dirty, half.direction)
        for version in changed_versions(self._history, self._source, self._chooser):
            yield Repair(version, self._chooser.names[version], "accept")
        for version in self._chooser.missing:
            name, newer = self._chooser.state.applied[version], version in self._chooser.newer
            # What is dirty as well has to be settled first.
            if half is None or half.version != version:
                yield Repair(version, name, "forget", newer=newer)
        repeatables = getattr(self._source, "repeatables", dict)
        for name in sorted(self._chooser.state.repeated - repeatables().keys()):
            yield Repair(REPEATED, name, "forget")

    def repair(self, repairs: Iterable[Repair]) -> list[Repair]:
        """Add a record for each of `repairs` that still is to be done; return these."""
        self._history.create()
        wanted = list(repairs)
        way: Literal["done", "not-run"] = (
            "done" if any(one.way == "done" for one in wanted) else "not-run"
        )
        done = [one for one in self.found(way) if one in wanted]
        for one in done:
            if one.fault == "dirty":
                self._forget_copies(one)
            self._history.add(self._record(one))
        return done

    def _forget_copies(self, one: Repair) -> None:
        """Take away the copies of tables that what stopped halfway had begun."""
        half = self._history.dirty(self._chooser.state)
        if half is not None and half.total == 0:
            from goofer_py.migrate.table_copy import forget_copies

            forget_copies(self._history.session, self._history.name, one.version, one.direction)

    def _record(self, repair: Repair) -> Record:
        checksum, down = self._scripts(repair) if repair.applied else (None, None)
        return Record(
            id=0,
            version=repair.version,
            name=repair.name,
            direction="up" if repair.applied else "down",
            status=DONE,
            started_at=self._clock.now(),
            checksum=checksum,
            user=user_name(),
            host=host_name(),
            error=repair.note,
            down_script=down,
        )

    def _scripts(self, repair: Repair) -> tuple[str | None, str | None]:
        """Return the checksum and the way back of what counts as applied from now on."""
        before = self._history.last_applied(repair.version)
        # Nobody has said that the file of what was only on its way back is as it was.
        if before is not None and repair.direction == "down":
            return before.checksum, before.down_script
        if repair.version not in self._chooser.names:
            return (before.checksum, before.down_script) if before else (None, None)
        migration = self._source.migration(repair.version)
        down = migration.down.for_history() if migration.down else None
        return migration.up.checksum(), down

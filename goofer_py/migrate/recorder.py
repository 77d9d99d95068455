"""Recording what was not run: a database that is there already, and what was done by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, StatementFailed, UsageError
from goofer_py.migrate.checks import check_dirty
from goofer_py.migrate.choice import LATEST, Choice, Chooser, Repeatable
from goofer_py.migrate.failure import listed
from goofer_py.migrate.history import History
from goofer_py.migrate.record import DONE, Record, host_name, user_name
from goofer_py.migrate.records import history_of
from goofer_py.migrate.repeatable import with_repeatables
from goofer_py.migrate.results import MigrationResult, RunResult
from goofer_py.migrate.runner import Runner
from goofer_py.migrate.state import BASELINE, FAKED, REPEATED

if TYPE_CHECKING:
    from goofer_py.migrate.lease import Lease
    from goofer_py.migrate.setting import Setting, UpOptions
    from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class Baseline:
    """What counts as applied without having run: names by version.

    `already` says that the history had just these before, and nothing was added.
    """

    database: str
    version: str | None
    migrations: Mapping[str, str]
    already: bool = False


def recorder(session: Session, setting: Setting, lease: Lease | None = None) -> Recorder:
    """Return what adds to the history of one database; reads its state."""
    history = history_of(session, setting.table)
    history.lease = lease
    chooser = setting.choosing(history.state())
    return Recorder(session, setting, history, chooser)


def nothing_there() -> UsageError:
    """Return the error for a baseline of a database that there is not."""
    return UsageError(
        "There is no database yet, so nothing can count as applied. Nothing was changed.",
        hint="goofer migrate",
    )


class Recorder:
    """Adds records of migrations that are not run, all of a call or none."""

    def __init__(
        self, session: Session, setting: Setting, history: History, chooser: Chooser
    ) -> None:
        self._session = session
        self._setting = setting
        self._history = history
        self._chooser = chooser

    def baseline(self, version: str, *, dry_run: bool = False) -> Baseline:
        """Count every migration up to `version` as applied; raises UsageError."""
        database, chooser = self._session.database, self._chooser
        limit = self._newest() if version == LATEST else chooser.known(version)
        names = {
            one: name
            for one, name in chooser.names.items()
            if int(one) <= int(limit) and one not in chooser.skipped
        }
        if chooser.applied or chooser.state.dirty_id is not None:
            if list(names) == chooser.applied and self._history.baseline() >= names.keys():
                return Baseline(database, chooser.current, names, already=True)
            raise self._not_empty()
        if not dry_run:
            self._add(self._record(one, "up", BASELINE) for one in names)
        return Baseline(database, max(names, key=int, default=None), names)

    def fake(self, target: str, down: bool, options: UpOptions) -> RunResult:
        """Record what leads to `target`; raises what would keep a run from starting."""
        chooser, started = self._chooser, self._setting.clock.monotonic()
        choice = self.chosen(target, down)
        if choice.last:
            choice = with_repeatables(choice, self._setting, self._history)
        self._check(choice, options)
        self._add(
            chain(
                (self._record(one, choice.direction, FAKED) for one in choice.versions),
                map(self._repeated, choice.repeatables),
            )
        )
        known = {**chooser.state.applied, **chooser.names}
        return RunResult(
            self._session.database,
            choice.direction,
            tuple(
                MigrationResult(one, known[one], choice.direction, 0, 0.0)
                for one in choice.versions
            )
            + tuple(
                MigrationResult(REPEATED, one.name, "repeat", 0, 0.0) for one in choice.repeatables
            ),
            self._setting.clock.monotonic() - started,
            chooser.after(choice),
            chooser.skipped_titles,
            faked=True,
        )

    def chosen(self, target: str, down: bool) -> Choice:
        """Return what leads to `target`; raises UnknownVersion."""
        chooser = self._chooser
        return chooser.down_to(target) if down and target[:1] != "-" else chooser.to(target)

    def _newest(self) -> str:
        if not self._chooser.names:
            raise UsageError("There are no migrations yet, so none can count as applied.")
        return max(self._chooser.names, key=int)

    def _not_empty(self) -> UsageError:
        applied = self._chooser.state.applied
        titles = listed([f"{one}_{applied[one]}" for one in self._chooser.applied], 3)
        what = f"applied are {titles}" if titles else "a migration stopped halfway"
        return UsageError(
            f"{self._session.database} has a history already: {what}. A baseline is for a database"
            " that no migration has touched. Nothing was changed.",
            hint="goofer migrate --fake --to VERSION records further ones without running them",
        )

    def _check(self, choice: Choice, options: UpOptions) -> None:
        if choice.direction == "up":
            runner = Runner(self._setting, self._session, self._history, self._chooser)
            runner.check(choice, options)
        else:
            check_dirty(self._history.dirty(self._chooser.state), choice, self._chooser)

    def _add(self, records: Iterable[Record]) -> None:
        """Add all of the records in one transaction."""
        self._history.create()
        self._history.begin_run()
        session, last_id = self._session, self._history.last_id
        session.begin()
        try:
            for record in records:
                self._history.add(record)
            session.commit()
        except BaseException:
            self._history.last_id = last_id
            with suppress(StatementFailed, ConnectionFailed):
                session.rollback()
            raise

    def _record(self, version: str, direction: str, note: str) -> Record:
        checksum, down = self._scripts(version) if direction == "up" else (None, None)
        return Record(
            id=0,
            version=version,
            name=self._chooser.names.get(version) or self._chooser.state.applied[version],
            direction=direction,
            status=DONE,
            started_at=self._setting.clock.now(),
            checksum=checksum,
            user=user_name(),
            host=host_name(),
            error=note,
            down_script=down,
        )

    def _repeated(self, one: Repeatable) -> Record:
        return Record(
            id=0,
            version=REPEATED,
            name=one.name,
            direction="repeat",
            status=DONE,
            started_at=self._setting.clock.now(),
            checksum=one.script.checksum(),
            user=user_name(),
            host=host_name(),
            error=FAKED,
        )

    def _scripts(self, version: str) -> tuple[str | None, str | None]:
        """Return the checksum and the way back that the history keeps."""
        migration = self._setting.source.migration(version)
        down = migration.down.for_history() if migration.down else None
        return migration.up.checksum(), down

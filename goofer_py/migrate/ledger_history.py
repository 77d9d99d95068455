"""The history of a store without tables: each record is an entry of its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn

from goofer_py.errors import UsageError
from goofer_py.migrate.history import FORMAT, History
from goofer_py.migrate.ledger_progress import LedgerProgress
from goofer_py.migrate.record import DONE, Record
from goofer_py.migrate.state import BASELINE, REPEATED, Dirty, State, counted, fold

if TYPE_CHECKING:
    from goofer_py.migrate.progress import Step
    from goofer_py.stores.ledger import Fields, Ledger
    from goofer_py.stores.store import Session

_KEPT = (
    "version",
    "name",
    "direction",
    "status",
    "checksum",
    "statements",
    "total",
    "goofer",
    "user",
    "host",
    "irreversible",
    "error",
    "down_script",
    "trace",
)


class LedgerHistory(History):
    """The records of one store, read and added to in one session."""

    def __init__(self, session: Session, ledger: Ledger, table: str) -> None:
        super().__init__(session, table)
        self._ledger = ledger
        self._made = False
        self._read_before: list[Record] | None = None

    def state(self) -> State:
        """Read the state; changes nothing. Raises HistoryTooNew."""
        self._read_before = None
        records = self.records()
        self.last_id = records[-1].id if records else 0
        rows = ((one.id, one.version, one.name, one.direction, one.status) for one in records)
        state = replace(fold(rows), last_id=self.last_id)
        return state if records or self._made else replace(state, exists=False)

    def dirty(self, state: State) -> Dirty | None:
        """Return what stopped halfway, None when nothing did."""
        if state.dirty_id is None:
            return None
        one = next(one for one in self.records() if one.id == state.dirty_id)
        stopped = Dirty(
            one.id,
            one.version,
            one.name,
            one.direction,
            one.statements,
            one.total,
            one.checksum,
            one.error,
            one.trace,
        )
        return stopped if stopped.total else self._with_progress(stopped)

    def steps_of(self, version: str, direction: str) -> list[Step]:
        """Return the steps of a migration in code that were begun."""
        return LedgerProgress(self.session, self._ledger, self.name, version, direction).steps()

    def records(self) -> list[Record]:
        """Return all records, the oldest first; raises HistoryTooNew."""
        if self._read_before is None:
            found = self._ledger.entries(self.name)
            for _, fields in found:
                self._check(fields["format"])
            self._read_before = [_record(number, fields) for number, fields in found]
        return list(self._read_before)

    def last_applied(self, version: str) -> Record | None:
        """Return the record of the last time that `version` went up, None without one."""
        ran = [one for one in self._done() if one.version == version and one.direction == "up"]
        return ran[-1] if ran else None

    def checksums(self) -> dict[str, str]:
        """Return the checksum that each version went up with last."""
        ups = (one for one in self._done() if one.direction == "up")
        return {one.version: one.checksum for one in ups if one.checksum is not None}

    def remarks(self) -> tuple[set[str], dict[str, str]]:
        """Return what counts as there before, and why nothing leads back from applied versions."""
        there: set[str] = set()
        reasons: dict[str, str] = {}
        for one in self._done():
            if one.direction == "down":
                there.discard(one.version)
                reasons.pop(one.version, None)
            elif one.irreversible is not None:
                reasons[one.version] = one.irreversible
            if one.direction == "up" and one.error == BASELINE:
                there.add(one.version)
        return there, reasons

    def repeated(self) -> dict[str, str | None]:
        """Return the checksums that repeatable scripts ran with last, by their names."""
        found: dict[str, str | None] = {}
        for one in self._done():
            if one.version == REPEATED:
                counted(found, one.name, one.direction, one.checksum)
        return found

    def create(self, along: Sequence[str] = ()) -> bool:
        """Make what the ledger needs, if it is not there; says that nothing was run `along`."""
        del along
        if not self._made:
            self._ledger.create(self.name)
            self._made = True
        return False

    def keep_traces(self) -> None:
        """Do nothing: every record has its trace."""

    def claim(self, record: Record, *, fenced: bool = False) -> NoReturn:
        """Raise UsageError: nothing runs in a transaction with its record from the beginning."""
        del record, fenced
        raise self._none_around()

    def finish(self) -> NoReturn:
        """Raise UsageError, as `claim` does."""
        raise self._none_around()

    def add(self, record: Record) -> None:
        """Add a record, if the lease is held; in a transaction of the session's, with that."""
        number = self.last_id + 1
        token = None if self.lease is None else self.lease.token
        self._ledger.append(self.name, number, self._fields(number, record), token)
        self._read_before = None
        self.took()

    def _fields(self, number: int, record: Record) -> Fields:
        return {
            "format": FORMAT,
            "started_at": record.started_at.isoformat(),
            "duration_ms": None if record.duration is None else round(record.duration * 1000),
            "run": record.run or self.run or number,
            "backup": record.backup or self.backup,
            **{name: getattr(record, name) for name in _KEPT},
        }

    def _done(self) -> list[Record]:
        return [one for one in self.records() if one.status == DONE]

    def _none_around(self) -> UsageError:
        return UsageError(f"{self.session.database} has no transactions that a script could be in.")


def _record(number: int, fields: Fields) -> Record:
    milliseconds = fields["duration_ms"]
    return Record(
        id=number,
        started_at=datetime.fromisoformat(fields["started_at"]),
        duration=None if milliseconds is None else milliseconds / 1000,
        run=fields["run"],
        backup=fields["backup"],
        **{name: fields[name] for name in _KEPT},
    )

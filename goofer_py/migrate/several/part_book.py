"""What the records of a database say of the parts that it has of other databases' migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, StatementFailed
from goofer_py.migrate.books import progress_of
from goofer_py.migrate.lease_table import PARTS
from goofer_py.migrate.record import DONE, Record
from goofer_py.migrate.records import history_of
from goofer_py.migrate.several.origin import origin_in
from goofer_py.migrate.several.stand import Stand, far

if TYPE_CHECKING:
    from goofer_py.migrate.history import History
    from goofer_py.migrate.progress import ProgressTable
    from goofer_py.stores.store import Session


class PartBook:
    """The records of one attempt at a migration, in one database, beside its own history."""

    def __init__(self, session: Session, table: str, attempt: str, direction: str) -> None:
        self._session = session
        self._attempt = attempt
        self._direction = direction
        self.history: History = history_of(session, f"{table}{PARTS}")
        self._records: list[Record] = []
        self._read = False

    def look(self) -> None:
        """Read what earlier runs of the attempt recorded."""
        self.history.state()
        self._records = [
            one
            for one in self.history.records()
            if (origin := origin_in(one)) is not None and origin.attempt == self._attempt
        ]
        self._read = True

    def add(self, record: Record) -> None:
        """Add a record, if the lease is held."""
        self.history.add(record)
        self._records.append(record)

    @property
    def known(self) -> bool:
        """Whether anybody looked."""
        return self._read

    @property
    def begun(self) -> bool:
        """Whether the attempt has begun here, in any direction."""
        return bool(self._records)

    @property
    def went_up(self) -> bool:
        """Whether the way up has begun here."""
        return any(one.direction == "up" for one in self._records)

    @property
    def own(self) -> list[Record]:
        """The records of the direction."""
        return [one for one in self._records if one.direction == self._direction]

    @property
    def done(self) -> bool:
        """Whether all of it is done here, in the direction."""
        return any(one.status == DONE for one in self.own)

    def steps(self, direction: str | None = None) -> ProgressTable:
        """Return the steps of the attempt."""
        way = direction or self._direction
        return progress_of(self._session, self.history.name, self._attempt, way)

    def forget(self) -> None:
        """Forget all steps of the attempt."""
        for way in {one.direction for one in self._records}:
            table = self.steps(way)
            table.create()
            table.clear()

    def stand(self, name: str) -> Stand:
        """Return how the database stands that the program calls `name`."""
        database = self._session.database
        if not self.own:
            if self.begun:
                return Stand(name, database, "changed", "nothing of it is taken back yet")
            return Stand(name, database, "untouched")
        if self.done:
            return Stand(name, database, "done" if self._direction == "up" else "undone")
        try:
            return Stand(name, database, "changed", far(self.steps().steps()))
        except (StatementFailed, ConnectionFailed) as error:
            return Stand(name, database, "changed", f"how far is unknown: {error.message}")

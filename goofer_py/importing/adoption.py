"""Taking over what another program's history says is applied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goofer_py.errors import DirtyOrDrifted, StatementFailed, UsageError
from goofer_py.migrate.record import DONE, Record, host_name, user_name
from goofer_py.migrate.state import TAKEN_OVER

if TYPE_CHECKING:
    from goofer_py.clock import Clock
    from goofer_py.importing.files import Numbered
    from goofer_py.importing.model import Done, Found
    from goofer_py.importing.peer import Peer
    from goofer_py.migrate.sources import MigrationSource
    from goofer_py.migrate.state import State
    from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class Adoption:
    """What is to be taken over from `name`'s history, once its files are goofer's.

    `table` is that history's, where it has another name than usual.
    """

    name: str
    peer: Peer
    found: Found
    migrations: Sequence[Numbered]
    table: str | None = None

    def applied(self, session: Session) -> list[tuple[Numbered, Done]]:
        """Return what is applied, in the order in which it was; raises DirtyOrDrifted."""
        by_key = {one.migration.key: one for one in self.migrations}
        done = [one for one in self._done(session) if not one.foreign]
        if unknown := [one.key for one in done if one.key not in by_key]:
            raise DirtyOrDrifted(
                f"{self.name} has applied to {session.database} what its folder does not hold:"
                f" {', '.join(unknown)}. Nothing was changed.",
                hint="bring these files back, and import again",
            )
        return [(by_key[one.key], one) for one in done]

    def foreign(self, session: Session) -> list[str]:
        """Return what that history lists of others than the project; it is left out."""
        return [one.key for one in self._done(session) if one.foreign]

    def _done(self, session: Session) -> Sequence[Done]:
        table = self.table or self.found.table or self.peer.TABLE
        located = session.locate(table)
        if located is None:
            raise UsageError(
                f"{session.database} has no table {table}: {self.name} never ran there, or has"
                " another name for its history. Nothing was changed.",
                hint="--table NAME",
            )
        try:
            return self.peer.applied(session, located, self.found)
        except StatementFailed as error:
            raise UsageError(
                f"The table {table} of {session.database} is not {self.name}'s: {error.server}."
                " Nothing was changed.",
                hint="was it another program, or has its history another name? --table NAME",
            ) from None

    def missing(self, session: Session, state: State) -> list[tuple[Numbered, Done]]:
        """Return what is applied and goofer's history does not say so of.

        Raises DirtyOrDrifted when the two histories went on apart.
        """
        applied = self.applied(session)
        known = {one.version for one in self.migrations if one.version in state.applied}
        if known and {one.version for one, _ in applied} <= known:
            return []
        if known:
            raise DirtyOrDrifted(
                f"goofer's history of {session.database} says already that {len(known)} of these"
                f" migrations are applied, and {self.name}'s says it of others too. Nothing was"
                " changed.",
                hint="goofer status",
            )
        return applied

    def records(
        self, session: Session, state: State, source: MigrationSource, clock: Clock
    ) -> list[Record]:
        """Return what goofer's history is to say; raises as `missing`."""
        missing = self.missing(session, state)
        return [self._record(one, done, source, clock) for one, done in missing]

    def _record(self, one: Numbered, done: Done, source: MigrationSource, clock: Clock) -> Record:
        migration = source.migration(one.version)
        return Record(
            id=0,
            version=one.version,
            name=one.migration.name,
            direction="up",
            status=DONE,
            started_at=done.at or clock.now(),
            checksum=migration.up.checksum(),
            user=user_name(),
            host=host_name(),
            error=f"{TAKEN_OVER} {self.name}",
            down_script=migration.down.for_history() if migration.down else None,
        )

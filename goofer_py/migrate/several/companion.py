"""Another database that the migrations of a run change."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goofer_py.errors import ConnectionFailed, LockLost, StatementFailed

if TYPE_CHECKING:
    from goofer_py.migrate.lease import Lease
    from goofer_py.stores.store import Session


@dataclass(frozen=True, slots=True)
class Companion:
    """Another database by its name, with the name of its history and its lease."""

    name: str
    session: Session
    table: str
    lease: Lease | None

    @property
    def database(self) -> str:
        """What to call it in messages: no secrets."""
        return self.session.database


class Companions(dict[str, Companion]):
    """Those of one run by name."""

    def lost(self) -> LockLost | None:
        """Return the error for a lease that somebody else took or ended, if that can be seen."""
        for one in self.values():
            with suppress(StatementFailed, ConnectionFailed):
                if one.lease is not None and one.lease.taken():
                    return one.lease.lost()
        return None

    def check(self) -> None:
        """Raise LockLost unless all leases are held."""
        for one in self.values():
            if one.lease is not None:
                one.lease.check()

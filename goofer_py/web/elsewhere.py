"""What a run does that was begun elsewhere, as the server tells of its session."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from goofer_py.events import Event, WorkSeen
from goofer_py.migrate.rate import Rate
from goofer_py.migrate.waits import Waits
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.stores.progress import Look
    from goofer_py.stores.store import Session


class Elsewhere:
    """Looks at whoever holds one database; what it finds, an observer is told."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._token = ""
        self._rate, self._waits = Rate(), Waits("", "")

    def look(self) -> Sequence[Event]:
        """Return what the holder's session does now, nothing where nobody can tell."""
        with Project(self._settings.untold).migrator() as migrator:
            held = migrator.holder()
            found = None if held is None else _looked(migrator.session, held.session)
            if held is None or found is None:
                return ()
            if held.token != self._token:
                self._token, self._rate = held.token, Rate()
                self._waits = Waits(migrator.database, "")
            seconds = max(0.0, (datetime.now(UTC) - held.since).total_seconds())
            return tuple(self._events(migrator.database, seconds, found))

    def _events(self, database: str, seconds: float, look: Look) -> Iterator[Event]:
        now, part = time.monotonic(), look.part
        yield from self._waits.seen(look, now)
        if part is not None:
            key = (part.what, part.on, part.phase, part.unit)
            pace = self._rate.of(key, part.done, part.total, now)
            fields = (part.what, part.on, part.phase, part.done, part.total, part.unit)
            yield WorkSeen(database, "", seconds, *fields, *pace, look.hint)


def _looked(session: Session, identities: str) -> Look | None:
    """Return what the session does that a lease names, by one of its names."""
    for identity in identities.split():
        number = identity.partition("@")[0]
        if number.isdecimal() and session.others.there(identity):
            found = session.progress.look(int(number))
            if found is not None and (found.part is not None or found.lock):
                return found.hidden(session.hide)
    return None

"""The migrations that are there, tried from nothing to the end, back to nothing and up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from goofer_py.diff.differ import diff
from goofer_py.errors import ProofFailed
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.failure import in_a_spare
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.sources import MigrationSource
from goofer_py.schema import Schema
from goofer_py.stores.store import Store

_ALL: Final = "contract"
"""No program uses a database in which migrations are only tried: there nothing waits."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was tried: the versions that went up, down and up again, and how much they made."""

    versions: tuple[str, ...]
    tables: int
    entities_compared: bool


def verify(
    source: MigrationSource,
    store: Store,
    scope: Scope,
    missing: Callable[[Migrator], list[str]] | None = None,
) -> Verification:
    """Try every migration in a database of its own beside `store`, which is not touched.

    Each goes up, the newest first each goes down to exactly what was before it, and all go up
    again. `missing` tells what the entities want beyond that. Raises MigrationFailed when a
    script fails, ProofFailed when a schema is not what it should be.
    """
    with in_a_spare(), store.spare() as spare, Migrator(spare, source, lease=None) as migrator:
        trial = _Trial(migrator, scope)
        trial.there_and_back()
        migrator.up(steps=len(trial.versions), phase=_ALL)
        last = trial.expect(trial.stops[-1], "Going up again after going down")
        # What comes after them may build upon all of them, and stands in no way back.
        migrator.up(phase=_ALL)
        left = missing(migrator) if missing else []
        if left:
            raise _failed("The migrations do not lead to what the entities say", left)
        return Verification(tuple(trial.versions), len(last.tables), missing is not None)


class _Trial:
    """One way up and down, with the schema at every stop."""

    def __init__(self, migrator: Migrator, scope: Scope) -> None:
        self.migrator = migrator
        self.scope = scope
        self.versions = list(migrator.source.names())
        self.stops = [self.read()]

    def there_and_back(self) -> None:
        for _ in self.versions:
            self.migrator.up(steps=1, phase=_ALL)
            self.stops.append(self.read())
        for place in range(len(self.versions) - 1, -1, -1):
            self.migrator.down()
            title = self.migrator.source.migration(self.versions[place]).title
            self.expect(self.stops[place], f"The down script of {title}")

    def read(self) -> Schema:
        session = self.migrator.session
        return session.dialect.canonical(
            introspector_for(session.dialect).read(session, self.scope)
        )

    def expect(self, wanted: Schema, what: str) -> Schema:
        found = self.read()
        remaining = [operation.describe() for operation in diff(found, wanted)]
        if remaining:
            raise _failed(f"{what} does not lead back to what was before", remaining)
        return found


def _failed(what: str, remaining: list[str]) -> ProofFailed:
    listed = "\n".join(f"  {line}" for line in remaining)
    error = ProofFailed(f"{what}; what is still to do:\n{listed}", remaining=remaining)
    error.hint = "goofer diff, or correct the script by hand"
    return error

"""The applied migrations of a database, run again in empty databases of their own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from goofer_py.errors import MigrationFailed, StoreError
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.several.untouched import UNTOUCHED
from goofer_py.stores.store import Store

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Replay(Generic[T]):
    """The `versions` of a migrator, run beside its `store`; `read` says what a database has."""

    migrator: Migrator
    store: Store
    versions: list[str]
    read: Callable[[Migrator], T]

    def last(self) -> T:
        """Return what they lead to."""
        with self.store.spare() as spare, self._trial(spare) as trial:
            for version in self.versions:
                self._run(trial, version)
            self._repeat(trial)
            return self.read(trial)

    def touched(
        self, pieces: Callable[[T], Mapping[K, object]], along: Callable[[K], Iterable[K]]
    ) -> dict[K, str]:
        """Return which version touched each piece last; each touches what is `along` with it."""
        last: dict[K, str] = {}
        with self.store.spare() as spare, self._trial(spare) as trial:
            before = pieces(self.read(trial))
            for version in self.versions:
                self._run(trial, version)
                after = pieces(self.read(trial))
                for key in before.keys() | after.keys():
                    if before.get(key) != after.get(key):
                        last |= dict.fromkeys(along(key), version)
                before = after
        return last

    def _trial(self, spare: Store) -> Migrator:
        return Migrator(spare, self.migrator.source, lease=None, databases=UNTOUCHED)

    def _repeat(self, trial: Migrator) -> None:
        """Run the repeatable scripts that ran on the database as they are now."""
        if names := self.migrator.repeated():
            self._tried(lambda: trial.run_repeatables(names))

    def _run(self, trial: Migrator, version: str) -> None:
        self._tried(lambda: trial.run_migration(version))

    def _tried(self, run: Callable[[], object]) -> None:
        try:
            run()
        except MigrationFailed as error:
            raise StoreError(
                f"What the applied migrations make of {self.migrator.database} is not known, for in"
                f" an empty database one fails: {error.message}\nThe database was only read.",
                database=self.migrator.database,
                server=error.server,
                hint="goofer status, for applied migrations whose files are gone",
            ) from error

"""The databases of one test run: migrated once, copied for each test, all gone at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.several.untouched import UNTOUCHED
from goofer_py.project import Project
from goofer_py.stores.registry import store_for
from goofer_py.stores.throwaway import Throwaway, throwaway_for
from goofer_py.stores.url import DatabaseUrl, parse_url
from goofer_py.testing.engine import engine_for, url_text

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from goofer_py.config import Settings
    from goofer_py.stores.store import Store


def migrator_on(store: Store, settings: Settings) -> Migrator:
    """Return a Migrator that applies the migrations of `settings` to another database."""
    return Migrator(
        store,
        Project(settings).source(),
        history_table=settings.history,
        single_transaction=settings.single_transaction,
        lease=None,
        databases=UNTOUCHED,
        # It is thrown away, whatever it stands for.
        settings={"environment": settings.environment, "protected": None},
    )


@dataclass(frozen=True, slots=True)
class _Key:
    """What a migrated database depends on."""

    url: str
    directory: Path
    history_table: str
    single_transaction: bool


class Databases:
    """What the fixtures have in common; files come into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._beside: dict[str, str] = {}
        self._migrated: dict[_Key, Migrated] = {}

    def __enter__(self) -> Databases:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def beside(self, url: str) -> str:
        """Return the URL of an empty database beside that of `url`, the same one in each call."""
        if url not in self._beside:
            throwaway = throwaway_for(parse_url(url), self._folder)
            self._beside[url] = url_text(self._open.enter_context(throwaway.empty()))
        return self._beside[url]

    def migrated(self, settings: Settings, url: str) -> Migrated:
        """Return the database with all migrations applied, the same one in each call."""
        key = _Key(url, settings.directory, settings.history, settings.single_transaction)
        if key not in self._migrated:
            self._migrated[key] = self._migrate(settings, url)
        return self._migrated[key]

    def _migrate(self, settings: Settings, url: str) -> Migrated:
        throwaway = throwaway_for(parse_url(url), self._folder)
        with ExitStack() as failing:
            original = failing.enter_context(throwaway.empty())
            with migrator_on(store_for(original), settings) as migrator:
                migrator.up()
            self._open.push(failing.pop_all())
        return self._open.enter_context(Migrated(throwaway, original))


class Migrated:
    """A database with all migrations applied that nobody works with, only with copies of it."""

    def __init__(self, throwaway: Throwaway, original: DatabaseUrl) -> None:
        self._throwaway = throwaway
        self._original = original
        self._shared = ExitStack()
        self._engine: Engine | None = None

    def __enter__(self) -> Migrated:
        return self

    def __exit__(self, *_: object) -> None:
        self._forget()

    @contextmanager
    def url(self) -> Iterator[str]:
        """Give the URL of a copy."""
        with self._throwaway.copy(self._original) as url:
            yield url_text(url)

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """Give an engine on a copy."""
        with self._throwaway.copy(self._original) as url:
            engine = engine_for(url, begins_late=self._throwaway.begins_late)
            try:
                yield engine
            finally:
                engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a connection to a copy that all share, in a transaction that is rolled back."""
        if self._engine is None:
            self._engine = self._shared.enter_context(self.engine())
        with self._engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield connection
            finally:
                untouched = transaction.is_active
                transaction.close()
        # A test that ended the transaction itself may have left something behind.
        if not untouched:
            self._forget()

    def _forget(self) -> None:
        self._engine = None
        self._shared.close()

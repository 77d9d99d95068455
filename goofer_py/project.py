"""The parts of goofer, put together as the settings say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Unpack

from goofer_py.config import Settings
from goofer_py.errors import ConfigError, ConnectionFailed, EntityError, StoreError

if TYPE_CHECKING:  # A command imports no more than it needs.
    from goofer_py.config.running import Around
    from goofer_py.config.settings import GenerateFrom
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.dialects.syntax import Syntax
    from goofer_py.events import Observer
    from goofer_py.generate.choices import Choices
    from goofer_py.generate.drift import Drift
    from goofer_py.generate.generator import MigrationGenerator
    from goofer_py.generate.verify import Verification
    from goofer_py.introspect.scope import Scope
    from goofer_py.migrate.lease_options import LeaseOptions
    from goofer_py.migrate.migrator import Migrator
    from goofer_py.migrate.sources import DirectorySource
    from goofer_py.registry import SchemaRegistry
    from goofer_py.schema import Schema
    from goofer_py.seeds.seeder import Seeder
    from goofer_py.stores.kinds import StoreKind
    from goofer_py.stores.store import Session, Store
    from goofer_py.stores.waiting import Waited


_ABOUT = ("files", "places", "without_url", "url_folder", "tenant_folder", "other")
"""What the settings say about themselves."""


@dataclass(frozen=True)
class Project:
    """A program's entities, migrations and database; each part is made when it is asked for."""

    settings: Settings

    def store(self) -> Store:
        """Return the database; nothing is connected yet. Raises ConfigError without a URL."""
        from goofer_py.many.place import placed

        self.settings.refuse_all_tenants()
        return placed(self.settings)[0]

    def main(self) -> Store:
        """Return the database itself, also where it is one of many tenants that is worked on."""
        from goofer_py.many.place import placed

        return placed(self.settings)[0]

    @property
    def history(self) -> str:
        """The name of the history's table, with its schema where it has one."""
        from goofer_py.many.place import placed

        return placed(self.settings)[1]

    def source(self) -> DirectorySource:
        """Return the folder of the migrations."""
        from goofer_py.migrate.sources import DirectorySource

        settings = self.settings
        return DirectorySource(
            settings.directory, *settings.more_directories, recursive=settings.recursive
        )

    def syntax(self) -> Syntax | None:
        """Return how scripts are cut into statements; None while no database is named."""
        from goofer_py.stores.registry import dialect_for
        from goofer_py.stores.url import parse_url

        if (kind := self.kind()) is not None:
            return kind.script_syntax()
        url = self.settings.url
        return None if url is None else dialect_for(parse_url(url)).syntax

    def kind(self) -> StoreKind | None:
        """Return the kind of store without SQL; None for SQL, and while no database is named."""
        from goofer_py.stores.kinds import kind_of
        from goofer_py.stores.url import parse_url

        return None if self.settings.url is None else kind_of(parse_url(self.settings.url))

    def ending_orphans(self) -> Project:
        """Return the same project, whose runs end what ended ones left at work."""
        return Project(replace(self.settings, orphans="end"))

    def limited(
        self, timeout: float | None, lock_timeout: float | None, lock_retries: int | None
    ) -> Project:
        """Return the same project, with other limits where one is given."""
        given = {
            "statement_timeout": timeout,
            "lock_timeout": lock_timeout,
            "lock_retries": lock_retries,
        }
        changed: dict[str, Any] = {name: one for name, one in given.items() if one is not None}
        return Project(replace(self.settings, **changed)) if changed else self

    def online(self, *, wanted: bool | None, views: bool | None = None) -> Project:
        """Return the same project, with changes in steps or without where that is said.

        With `views` each version of a program has its own of the tables, which takes steps.
        """
        given = {"online": True if wanted is None and views else wanted, "versioned_views": views}
        changed: dict[str, Any] = {name: one for name, one in given.items() if one is not None}
        return Project(replace(self.settings, **changed)) if changed else self

    def migrator(self, observer: Observer | None = None) -> Migrator:
        """Return what applies and reverts the migrations; nothing is connected yet."""
        from goofer_py.config.running import around_of

        around = around_of(self.settings, self.scope)
        told, lease = self.observed(observer), self.lease()
        return self._migrator(self.store(), told, lease, self._others(), **around)

    def observed(self, observer: Observer | None = None, work: str = "") -> Observer | None:
        """Return `observer` with those that the settings name; raises ConfigError.

        `work` is the direction of what runs no migrations.
        """
        if not self.settings.told:
            return observer
        from goofer_py.observe.chosen import observed_by

        return observed_by(self.settings, observer, work)

    def _others(self) -> Mapping[str, Store] | None:
        """Return the other databases of the settings file, None where there are none."""
        if len(self.settings.databases) < 2:
            return None
        from goofer_py.many.others import OtherDatabases

        return OtherDatabases(self.settings)

    def seeder(self, observer: Observer | None = None) -> Seeder:
        """Return what runs the seeds; nothing is connected yet."""
        from goofer_py.config.running import patience_of, progress_of
        from goofer_py.events import SEED
        from goofer_py.seeds.seeder import Seeder

        settings = self.settings
        return Seeder(
            self.store(),
            settings.seeds,
            environment=settings.environment,
            # Without a folder of migrations, something else makes the tables.
            migrations=source if (source := self.source()).is_there else None,
            observer=self.observed(observer, SEED),
            history_table=self.history,
            lease=self.lease(),
            settings=self.options(),
            patience=patience_of(settings),
            databases=self._others(),
            progress=progress_of(settings),
        )

    def lease(self) -> LeaseOptions:
        """Return how long runs hold the database; raises ConfigError for what cannot work."""
        from goofer_py.config.running import lease_of

        return lease_of(self.settings)

    def wait(
        self, seconds: float, observer: Observer | None = None, *, created: bool = False
    ) -> Waited:
        """Return once the database takes connections; raises ConnectionFailed."""
        from goofer_py.stores.waiting import wait_for

        return wait_for(self.main(), seconds, created=created, observer=observer)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session on a database that is there; raises StoreError when it is not."""
        session = self.there().connect()
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def generator(
        self, choices: Choices, *, prove: bool = True, source: GenerateFrom | None = None
    ) -> Iterator[MigrationGenerator]:
        """Give what compares the entities with the database, and close its connection.

        A database that is not there yet is not made: in memory, the migrations build the same.
        With the `source` "migrations", which is the setting generate_from without one, they build
        it in an empty database beside the real one, which is not looked at.
        """
        built = (source or self.settings.generate_from) == "migrations"
        with self.built() if built else self.to_read() as migrator:
            yield self.generator_on(migrator, choices, prove=prove)

    def generator_on(
        self, migrator: Migrator, choices: Choices, *, prove: bool = True
    ) -> MigrationGenerator:
        """Return what compares the entities with the database of `migrator`."""
        from goofer_py.config.linting import hazard_options
        from goofer_py.config.tenants import schema_of
        from goofer_py.generate.generator import MigrationGenerator
        from goofer_py.generate.options import GenerateOptions

        if self.settings.versioned_views and schema_of(self.settings) is not None:
            raise ConfigError(
                "versioned_views is set, and each tenant is a schema: the views would be called "
                "alike for all of them. Nothing was written.",
                hint="--no-versioned-views, or a database for each tenant",
            )
        options = GenerateOptions(
            scope=self.scope(),
            choices=choices,
            hazards=hazard_options(self.settings, migrator.session.dialect.server),
            prove=prove and self.settings.proof,
            templates=self.settings.templates,
            manage=self.managed_kinds(),
            column_order=self.settings.column_order,
            online=self.settings.online,
            versioned_views=self.settings.versioned_views,
            whole=self.files_are_whole,
        )
        directory, dialect = self.settings.directory, migrator.session.dialect
        return MigrationGenerator(
            self.registry(), dialect, directory, database=migrator, options=options
        )

    @property
    def files_are_whole(self) -> bool:
        """Whether .sql files alone say what there is: a partition that they lack is to go then."""
        return not self.settings.models

    def to_read(self) -> Migrator:
        """Return what looks at the database, or at an empty one in memory if it is not there."""
        return self._migrator(self.store_to_read(self.store()))

    @contextmanager
    def built(self) -> Iterator[Migrator]:
        """Give an empty database beside the real one in which all migrations ran.

        Raises ScratchRefused where the role may not make one, MigrationFailed when one fails.
        """
        with self.main().spare() as spare, self._migrator(spare) as migrator:
            if self.source().is_there:
                migrator.up()
            yield migrator

    def verify(self, observer: Observer | None = None) -> Verification:
        """Prove the migrations in a database of its own; raises ProofFailed or MigrationFailed.

        If that takes long, the observer is told which of them runs.
        """
        from goofer_py.config.running import progress_of
        from goofer_py.generate.verify import verify
        from goofer_py.migrate.growing import Told

        settings, scope = self.settings, self.scope()
        told = Told(observer, progress_of(settings))
        if not settings.declares:
            return verify(self.source(), self.store_to_read(self.main()), scope, None, told)
        from goofer_py.generate.choices import Choices
        from goofer_py.generate.generator import MigrationGenerator
        from goofer_py.generate.options import GenerateOptions

        registry = self.registry()
        options = GenerateOptions(
            scope=scope,
            choices=Choices(ask_rename=lambda _: False),
            manage=self.managed_kinds(),
            column_order=settings.column_order,
            whole=self.files_are_whole,
        )

        def missing(migrator: Migrator) -> list[str]:
            generator = MigrationGenerator(
                registry,
                migrator.session.dialect,
                settings.directory,
                database=migrator,
                options=options,
            )
            return [operation.describe() for operation in generator.compare().operations]

        return verify(self.source(), self.store_to_read(self.main()), scope, missing, told)

    def drift(self) -> tuple[Drift, str]:
        """Compare the database with what its applied migrations should have made.

        Returns its name too. Raises StoreError when it is not there.
        """
        from goofer_py.generate.drift import drift

        store = self.there()
        with self._migrator(store) as migrator:
            found = drift(migrator, store, self.scope(), self.managed_kinds())
            return found, migrator.database

    def registry(self) -> SchemaRegistry:
        """Import the modules of the entities, and read the files that declare objects.

        Raises ConfigError when neither are named, and EntityError when they declare nothing: that
        would be taken for the wish to drop everything.
        """
        from goofer_py.registry import SchemaRegistry, has_sql

        if not self.settings.declares:
            where = " and ".join(map(str, self.settings.files)) or "the settings"
            raise ConfigError(
                f"No entities are named: there are no models in {where}.",
                hint='models = ["app.models"], or objects = ["db"] for a folder of .sql files',
            )
        registry = SchemaRegistry()
        modules = registry.discover(self.settings.models, self.settings.python_path)
        registry.register_files(*self.settings.objects)
        if not registry.tables() and not any(map(has_sql, self.settings.objects)):
            places = (*modules, *map(str, self.settings.objects))
            raise EntityError(
                f"There are no entities in {', '.join(places)}. Nothing was written.",
                hint=f"name their modules: {self.settings.places.get('models', 'models')}",
            )
        return registry

    def scope(self) -> Scope:
        """Return what of the database is looked at; raises ConfigError."""
        from goofer_py.config.scope import scope_of

        return scope_of(self.settings)

    def managed_kinds(self) -> tuple[str, ...]:
        """Return the setting `manage`; raises ConfigError for a kind that no database has."""
        from goofer_py.config.scope import managed_kinds

        return managed_kinds(self.settings)

    def read(self, session: Session) -> Schema:
        """Return the schema of the database, within `scope`, without what is ignored."""
        from goofer_py.introspect.registry import introspector_for

        scope = self.scope()
        introspector = introspector_for(session.dialect, self.managed_kinds())
        return scope.managed(introspector.read(session, scope))

    def statements(self, schema: Schema, dialect: Dialect) -> str:
        """Return the SQL that makes `schema` in an empty database."""
        from goofer_py.diff.differ import diff
        from goofer_py.generate.render import Renderer
        from goofer_py.schema import Schema

        empty = Schema()
        operations = dialect.lower(diff(empty, schema), empty)
        return Renderer(dialect, self.settings.templates).statements(operations)

    def there(self) -> Store:
        """Return the database; raises StoreError when connecting would make it."""
        store = self.store()
        if not store.exists():
            name = store.database
            said = f"There is no database {name} yet."
            raise StoreError(said, database=name, hint="goofer migrate")
        return store

    def _migrator(
        self,
        store: Store,
        observer: Observer | None = None,
        lease: LeaseOptions | None = None,
        databases: Mapping[str, Store] | None = None,
        **around: Unpack[Around],
    ) -> Migrator:
        """Return what runs migrations on a store; without a lease on one that nobody else knows."""
        from goofer_py.config.running import patience_of
        from goofer_py.migrate.migrator import Migrator

        options = self.options() if lease is not None else {**self.options(), "protected": None}
        return Migrator(
            store,
            self.source(),
            observer=observer,
            history_table=self.history,
            single_transaction=self.settings.single_transaction,
            lease=lease,
            settings=options,
            patience=patience_of(self.settings),
            databases=databases,
            **around,
        )

    def options(self) -> Mapping[str, object]:
        """Return the settings by their names, for migrations in code."""
        names = (field.name for field in fields(self.settings) if field.name not in _ABOUT)
        return {name: getattr(self.settings, name) for name in names}

    def store_to_read(self, store: Store) -> Store:
        """Return a database, or an empty one in memory if it is not there."""
        from goofer_py.stores.registry import store_for
        from goofer_py.stores.url import DatabaseUrl, parse_url

        try:
            if store.exists():
                return store
        except ConnectionFailed:
            # To write migrations, no place for the file is needed yet.
            if getattr(store, "path", None) is None:
                raise
        return store_for(DatabaseUrl(parse_url(self.settings.required_url).scheme))

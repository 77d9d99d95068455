"""The parts of goofer, put together as the settings say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from goofer_py.config import Settings
from goofer_py.errors import ConfigError, StoreError
from goofer_py.stores.registry import store_for
from goofer_py.stores.store import Session, Store
from goofer_py.stores.url import parse_url

if TYPE_CHECKING:  # These bring SQLAlchemy or Jinja along, which a run of migrations does not need.
    from goofer_py.dialects.dialect import Dialect
    from goofer_py.introspect.scope import Scope
    from goofer_py.registry import SchemaRegistry
    from goofer_py.schema import Schema


@dataclass(frozen=True)
class Project:
    """A program's entities, migrations and database; each part is made when it is asked for."""

    settings: Settings

    def store(self) -> Store:
        """Return the database; nothing is connected yet. Raises ConfigError without a URL."""
        url = parse_url(self.settings.required_url)
        store = store_for(url)
        path = getattr(store, "path", None)
        # A file that a settings file names is the same file from every folder below it.
        if path is not None and url.database == str(path):
            return store_for(replace(url, database=str(self.settings.url_folder / path)))
        return store

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session on a database that is there; raises StoreError when it is not."""
        store = self.store()
        if not store.exists():
            raise StoreError(
                f"There is no database {store.database} yet.",
                database=store.database,
                hint="goofer migrate",
            )
        session = store.connect()
        try:
            yield session
        finally:
            session.close()

    def registry(self) -> SchemaRegistry:
        """Import the modules of the entities; raises ConfigError when none are named."""
        from goofer_py.registry import SchemaRegistry

        if not self.settings.models:
            where = " and ".join(map(str, self.settings.files)) or "the settings"
            raise ConfigError(
                f"No entities are named: there are no models in {where}.",
                hint='models = ["app.models"], or GOOFER_MODELS=app.models',
            )
        registry = SchemaRegistry()
        registry.discover(self.settings.models, self.settings.python_path)
        return registry

    def scope(self) -> Scope:
        """Return what of the database is looked at."""
        from goofer_py.introspect.scope import OTHER_TOOLS, Scope

        settings = self.settings
        return Scope(
            namespaces=settings.schemas,
            include=settings.include,
            exclude=(*OTHER_TOOLS, settings.history_table, *settings.exclude),
        )

    def read(self, session: Session) -> Schema:
        """Return the schema of the database, within `scope`."""
        from goofer_py.introspect.registry import introspector_for

        return introspector_for(session.dialect).read(session, self.scope())

    def statements(self, schema: Schema, dialect: Dialect) -> str:
        """Return the SQL that makes `schema` in an empty database."""
        from goofer_py.diff.differ import diff
        from goofer_py.generate.render import Renderer
        from goofer_py.schema import Schema

        empty = Schema()
        operations = dialect.lower(diff(empty, schema), empty)
        return Renderer(dialect, self.settings.templates).statements(operations)

"""Many tenants and one set of migrations, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from goofer_py.config.settings import Settings
from goofer_py.config.tenants import NAME, for_tenant
from goofer_py.many.names import tenant_names
from goofer_py.many.place import placed
from goofer_py.many.runs import ManyRuns, up_each
from goofer_py.migrate.history import TABLE
from goofer_py.migrate.migrator import Migrator, UpOptions

if TYPE_CHECKING:
    from goofer_py.events import Observer
    from goofer_py.migrate.sources import MigrationSource


class Tenants:
    """One set of migrations over many schemas, or many databases.

    `names` are the tenants, or where their names come from: a query on `database`, a file, or
    "cmd:" and a command. Each has the `schema` of that pattern in `database`, with `search_path`
    behind it, or with `url` a database of its own. With `create` a schema that is not there is
    made by its first migration. `settings` is what migrations in code find in their context.
    """

    def __init__(  # noqa: PLR0913 - each is said by its name
        self,
        database: str,
        names: str | Iterable[str],
        source: str | Path | MigrationSource = "migrations",
        *,
        schema: str = NAME,
        url: str | None = None,
        search_path: Sequence[str] = (),
        create: bool = False,
        history_table: str = TABLE,
        settings: Mapping[str, object] | None = None,
    ) -> None:
        self._all = Settings(
            url=database,
            tenant_schema=schema if url is None else None,
            tenant_url=url,
            tenant_search_path=tuple(search_path),
            tenant_create=create,
            history_table=history_table,
        )
        self._names = names if isinstance(names, str) else tuple(names)
        self._source = source
        self._settings = settings

    def names(self) -> tuple[str, ...]:
        """Return the tenants' names, in their order."""
        if isinstance(self._names, str):
            return tenant_names(self._names, placed(self._all)[0])
        return self._names

    def migrator(self, name: str, observer: Observer | None = None) -> Migrator:
        """Return what migrates one tenant; nothing is connected yet. Raises UsageError."""
        store, history = placed(for_tenant(self._all, name))
        return Migrator(
            store,
            self._source,
            observer=observer,
            history_table=history,
            settings=self._settings,
        )

    def up(
        self, *, jobs: int = 1, keep_going: bool = False, **options: Unpack[UpOptions]
    ) -> ManyRuns:
        """Apply what each tenant lacks, `jobs` of them at the same time.

        Several jobs are processes. After one that fails, none is begun unless `keep_going`.
        """
        return up_each(self.names(), self.migrator, options, jobs=jobs, keep_going=keep_going)

"""The parts of a project that commands on whole databases work with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from goofer_py.config.tenants import schema_of
from goofer_py.errors import UsageError
from goofer_py.migrate.migrator import Migrator
from goofer_py.project import Project

if TYPE_CHECKING:
    from goofer_py.events import Observer
    from goofer_py.generate.dump import Dump
    from goofer_py.migrate.sources import MigrationSource


def dumped(project: Project, observer: Observer | None = None) -> tuple[Dump, str]:
    """Return the schema and applied versions of the database as SQL text, and its name.

    If that takes long, the observer is told what is done.
    """
    from goofer_py.config.running import progress_of
    from goofer_py.generate.dump import DumpOptions, dump
    from goofer_py.migrate.embedded import ListSource
    from goofer_py.migrate.growing import Told

    settings = project.settings
    if schema_of(settings) is not None:
        raise UsageError("A dump is of a database, and this tenant is a schema in one.")
    table = project.history
    options = DumpOptions(project.scope(), project.managed_kinds(), settings.templates, table)
    folder = project.source()
    source = folder if folder.is_there else ListSource(())
    store, told = project.there(), Told(observer, progress_of(settings))
    with Migrator(store, source, history_table=table) as migrator:
        return dump(migrator, options, told, store.beside), migrator.database


def spares(project: Project) -> Callable[[MigrationSource], AbstractContextManager[Migrator]]:
    """Return what gives empty databases beside the real one, with some migrations to run there.

    It raises ScratchRefused where the role may not make one.
    """

    @contextmanager
    def spare(source: MigrationSource) -> Iterator[Migrator]:
        with (
            project.store_to_read(project.main()).spare() as empty,
            Migrator(empty, source, lease=None, settings=project.options()) as migrator,
        ):
            yield migrator

    return spare

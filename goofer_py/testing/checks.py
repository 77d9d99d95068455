"""Tests of a project's migrations, switched on by `from goofer_py.testing.checks import *`.

They work in databases of their own; the last one reads the history of the settings' database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from goofer_py.errors import ConnectionFailed, GooferError

if TYPE_CHECKING:
    from goofer_py.config import Settings
    from goofer_py.migrate.migrator import Migrator
    from goofer_py.stores.store import Store

__all__ = [
    "test_entities_match_the_migrations",
    "test_every_migration_goes_up_down_and_up_again",
    "test_every_migration_has_its_down",
    "test_every_seed_can_run_twice",
    "test_no_migration_was_edited_after_it_was_applied",
]


def test_every_migration_has_its_down(goofer_settings: Settings) -> None:
    """Each migration can be reverted: its down script is there."""
    from goofer_py.project import Project

    source = Project(goofer_settings).source()
    with _told():
        _refuse([problem.message for problem in source.problems()])


def test_every_migration_goes_up_down_and_up_again(
    goofer_settings: Settings, goofer_url: str
) -> None:
    """Each down script leads back to exactly what was before, and all go up again after that."""
    from goofer_py.generate.verify import verify
    from goofer_py.project import Project
    from goofer_py.stores.registry import open_store

    project = Project(goofer_settings)
    with _told():
        verify(project.source(), open_store(goofer_url), project.scope())


def test_entities_match_the_migrations(
    goofer_settings: Settings, goofer_migrator: Migrator
) -> None:
    """The migrations lead to exactly what the entities say: nothing is left to generate."""
    from goofer_py.generate.choices import Choices
    from goofer_py.generate.generator import MigrationGenerator
    from goofer_py.generate.options import GenerateOptions
    from goofer_py.project import Project

    if not goofer_settings.declares:
        pytest.skip("nothing is declared: there are neither models nor objects in the settings")
    project = Project(goofer_settings)
    options = GenerateOptions(scope=project.scope(), choices=Choices(ask_rename=lambda _: False))
    with _told():
        goofer_migrator.up()
        generator = MigrationGenerator(
            project.registry(),
            goofer_migrator.session.dialect,
            goofer_settings.directory,
            database=goofer_migrator,
            options=options,
        )
        left = [operation.describe() for operation in generator.compare().operations]
    if left:
        left.append("Next: goofer makemigrations")
    _refuse(left, "The migrations do not lead to what the entities say; what is still to do:")


def test_no_migration_was_edited_after_it_was_applied(
    goofer_settings: Settings, goofer_history_url: str | None
) -> None:
    """The database has what the files say: no script was edited after it was applied there."""
    from goofer_py.project import Project

    if goofer_history_url is None:
        pytest.skip("no database is named whose history could be read: there is no url")
    if goofer_settings.many_tenants:
        pytest.skip("each tenant has a history of its own: goofer status --check reads them")
    project = Project(replace(goofer_settings, url=goofer_history_url))
    with _told():
        store = project.store()
        if not _there(store):
            pytest.skip(f"there is no database {store.database} yet whose history could be read")
        with project.migrator() as migrator:
            edited = [migration.title for migration in migrator.changed_migrations()]
    _refuse(edited, f"Edited after they were applied to {store.database}:")


def test_every_seed_can_run_twice(goofer_settings: Settings, goofer_url: str) -> None:
    """A seed that is run again changes no row of any table, in each environment that is named."""
    from goofer_py.testing.seeds import seeds_that_change

    if not goofer_settings.seeds.is_dir():
        pytest.skip(f"there are no seeds: {goofer_settings.seeds} is no folder")
    with _told():
        _refuse(seeds_that_change(goofer_settings, goofer_url), "Not the same when run twice:")


def _there(store: Store) -> bool:
    """Say whether there is a database, or at least a place for it."""
    try:
        return store.exists()
    except ConnectionFailed:
        if getattr(store, "path", None) is None:
            raise
        return False


def _refuse(problems: list[str], title: str = "") -> None:
    if problems:
        pytest.fail("\n  ".join(filter(None, [title, *problems])), pytrace=False)


@contextmanager
def _told() -> Iterator[None]:
    """Fail with goofer's own words: where in goofer an error arose helps nobody."""
    try:
        yield
    except GooferError as error:
        hint = f"\nNext: {error.hint}" if error.hint else ""
        pytest.fail(f"{error}{hint}", pytrace=False)

"""A program is asked for the name of a protected database as a person is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goofer_py.errors import UsageError
from goofer_py.migrate.guard import plain_name
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, tables

Undo = Callable[[Migrator, str | None], object]
UNDOING: dict[str, Undo] = {
    "down": lambda migrator, name: migrator.down(confirm=name),
    "down_to": lambda migrator, name: migrator.down_to("zero", confirm=name),
    "migrate_to": lambda migrator, name: migrator.migrate_to("1", confirm=name),
    "run_migration": lambda migrator, name: migrator.run_migration("2", "down", confirm=name),
    "redo": lambda migrator, name: migrator.redo(confirm=name),
    "fake": lambda migrator, name: migrator.fake("-1", confirm=name),
    "repair": lambda migrator, name: migrator.repair(migrator.repairs(), confirm=name),
}


@pytest.fixture
def folder(folder: Folder) -> Folder:
    folder.table("1", "a")
    folder.table("2", "b")
    return folder


def on(url: str, folder: Folder, **settings: object) -> Migrator:
    return Migrator(url, folder.path, settings=settings)


@pytest.mark.parametrize("how", UNDOING)
@pytest.mark.parametrize(
    "settings",
    [{"environment": "Production"}, {"environment": "staging", "protected": ["staging"]}],
    ids=["production", "listed"],
)
def test_nothing_is_undone_before_the_database_is_named(
    database_url: str, folder: Folder, how: str, settings: dict[str, object]
) -> None:
    with on(database_url, folder, **settings) as migrator:
        migrator.up()
        folder.add("2_b", "CREATE TABLE b (y int);", "DROP TABLE b;")
        before = migrator.history()
        name = plain_name(migrator.database)
        with pytest.raises(UsageError, match=r"which is protected.*Nothing was changed") as error:
            UNDOING[how](migrator, None)
        assert error.value.hint == f"confirm={name!r} in the call"
        with pytest.raises(UsageError, match=f"is called {name}, not shop"):
            UNDOING[how](migrator, "shop")
        assert (tables(migrator), migrator.history()) == (["a", "b"], before)
        UNDOING[how](migrator, name)
        assert len(migrator.history()) > len(before)


def test_what_undoes_nothing_needs_no_name(database_url: str, folder: Folder) -> None:
    with on(database_url, folder, environment="prod") as migrator:
        assert migrator.up(steps=1).versions == ("1",)
        assert migrator.migrate_to("2").versions == ("2",)
        assert migrator.plan("zero").versions == ("2", "1")
        assert migrator.migrate_to("2").versions == ()


@pytest.mark.parametrize(
    "settings", [{}, {"environment": "staging"}, {"environment": "prod", "protected": None}]
)
def test_where_nothing_is_protected_a_name_is_checked_all_the_same(
    database_url: str, folder: Folder, settings: dict[str, object]
) -> None:
    with on(database_url, folder, **settings) as migrator:
        migrator.up()
        with pytest.raises(UsageError, match=r"not shop\. Nothing was changed"):
            migrator.down(confirm="shop")
        assert migrator.down().versions == ("2",)


def test_a_run_that_failed_goes_back_by_itself(database_url: str, folder: Folder) -> None:
    folder.add("3_c", "INSERT INTO nowhere VALUES (1);")
    with on(database_url, folder, environment="production") as migrator:
        with pytest.raises(Exception, match="went back to zero"):
            migrator.up(auto_rollback=True)
        assert tables(migrator) == []

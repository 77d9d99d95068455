"""Many tenants from a program."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from goofer_py import Databases, ListSource, Migration, Tenants
from goofer_py.errors import GooferError, MigrationFailed, SomeFailed, UsageError
from goofer_py.stores.registry import open_store

SOURCE = ListSource(
    [
        Migration.of_text("1", "a", "CREATE TABLE a (id integer)", "DROP TABLE a"),
        Migration.of_text("2", "b", "CREATE TABLE b (id integer)", "DROP TABLE b"),
    ]
)


@pytest.mark.parametrize("jobs", [1, 2])
def test_tenants_in_schemas_are_migrated_from_a_query(postgresql_url: str, jobs: int) -> None:
    query = "SELECT 'n' || n FROM generate_series(1, 5) n ORDER BY 1"
    tenants = Tenants(postgresql_url, query, SOURCE, schema="t_{tenant}", create=True)
    runs = tenants.up(jobs=jobs)
    runs.check()
    assert sorted(runs.done) == ["n1", "n2", "n3", "n4", "n5"]
    assert {run.versions for run in runs.done.values()} == {("1", "2")}
    assert {len(run) for run in tenants.up(jobs=jobs).done.values()} == {0}
    with tenants.migrator("n3") as migrator:
        assert migrator.down().versions == ("2",)
        assert migrator.session.default_schema == "t_n3"


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_error_of_each_tenant_comes_back_as_it_was(postgresql_url: str, jobs: int) -> None:
    with closing(open_store(postgresql_url).connect()) as session:
        session.run("CREATE SCHEMA x; CREATE SCHEMA y; CREATE SCHEMA z; CREATE TABLE y.b ()")
    tenants = Tenants(postgresql_url, ["x", "y", "z"], SOURCE)
    runs = tenants.up(jobs=jobs, keep_going=True)
    assert sorted(runs.done) == ["x", "z"]
    error = runs.failed["y"]
    assert isinstance(error, MigrationFailed)
    assert (error.version, error.applied) == ("2", ("1",))
    with pytest.raises(SomeFailed, match=r"Failed: y\. y: 2_b") as caught:
        runs.check()
    assert caught.value.exit_code == 1


def test_none_is_begun_after_the_first_that_failed(tmp_path: Path) -> None:
    tenants = Tenants(
        "sqlite://", ["a", "b/c", "d"], SOURCE, url=f"sqlite:///{tmp_path}/{{tenant}}.db"
    )
    runs = tenants.up()
    assert list(runs.done) == ["a"]
    assert isinstance(runs.failed["b/c"], UsageError)
    assert runs.left == ("d",)
    assert {path.name for path in tmp_path.iterdir()} == {"a.db"}


def test_an_error_that_cannot_travel_comes_back_with_its_message(tmp_path: Path) -> None:
    class Odd(GooferError):
        def __init__(self, one: str, two: str) -> None:
            super().__init__(f"{one} and {two}", hint="mend it")

    class Broken:
        def names(self) -> dict[str, str]:
            raise Odd("this", "that")

        def migration(self, version: str) -> Migration:
            raise NotImplementedError(version)

    url = f"sqlite:///{tmp_path}/{{tenant}}.db"
    runs = Tenants("sqlite://", ["a", "b"], Broken(), url=url).up(jobs=2, keep_going=True)
    assert [(str(error), error.hint) for error in runs.failed.values()] == [
        ("this and that", "mend it")
    ] * 2


def test_databases_of_a_settings_file_are_migrated(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "1_a.up.sql").write_text("CREATE TABLE a (id integer);")
    (tmp_path / "m" / "1_a.down.sql").write_text("DROP TABLE a;")
    settings = tmp_path / "goofer.toml"
    settings.write_text(
        'directory = "m"\n[databases.one]\nurl = "sqlite:///one.db"\n'
        '[databases.two]\nurl = "sqlite:///two.db"\n'
        '[databases.three]\nurl = "sqlite:///three.db"\nenvironments = ["production"]\n'
    )
    databases = Databases(settings, {})
    assert databases.names() == ("one", "two")
    runs = databases.up(jobs=2)
    runs.check()
    assert {name: run.versions for name, run in runs.done.items()} == {
        "one": ("1",),
        "two": ("1",),
    }
    with databases.migrator("two") as migrator:
        assert migrator.current_version() == "1"
    with pytest.raises(UsageError, match="no database 'four'; there are one, two, three"):
        databases.migrator("four")

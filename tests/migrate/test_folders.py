"""Migrations of one database in several folders, and in folders inside of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.sources import DirectorySource
from tests.migrate.conftest import tables


def write(folder: Path, title: str, name: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{title}.up.sql").write_text(f"CREATE TABLE {name} (x int);", encoding="utf-8")
    (folder / f"{title}.down.sql").write_text(f"DROP TABLE {name};", encoding="utf-8")


def test_numbered_versions_of_any_length_are_in_one_order(
    every_database_url: str, tmp_path: Path
) -> None:
    write(tmp_path, "000001_a", "a")
    write(tmp_path, "20261121024513_d", "d")
    write(tmp_path, "2_b", "b")
    write(tmp_path, "000010_c", "c")
    with Migrator(every_database_url, tmp_path) as migrator:
        assert migrator.up().versions == ("000001", "2", "000010", "20261121024513")
        assert migrator.down_to("1").versions == ("20261121024513", "000010", "2")


def test_folders_have_one_order(every_database_url: str, tmp_path: Path) -> None:
    write(tmp_path / "one", "1_a", "a")
    write(tmp_path / "two", "2_b", "b")
    write(tmp_path / "one", "3_c", "c")
    source = DirectorySource(tmp_path / "one", tmp_path / "two")
    with Migrator(every_database_url, source) as migrator:
        assert migrator.up().versions == ("1", "2", "3")
        assert migrator.changed_migrations() == []
        assert migrator.down_to("1").versions == ("3", "2")
        assert tables(migrator) == ["a"]
    assert source.problems() == []


def test_folders_inside_count_when_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "2_b", "b")
    write(tmp_path / "2026" / "11", "1_a", "a")
    write(tmp_path / ".git", "3_c", "c")

    assert list(DirectorySource(tmp_path).names()) == ["2"]
    source = DirectorySource(tmp_path, recursive=True)
    assert dict(source.names()) == {"1": "a", "2": "b"}
    assert source.migration("1").up.path == tmp_path / "2026" / "11" / "1_a.up.sql"


@pytest.mark.parametrize("other", ["1", "001"])
def test_one_version_in_two_folders_names_both_files(tmp_path: Path, other: str) -> None:
    write(tmp_path / "one", "1_a", "a")
    write(tmp_path / "two", f"{other}_b", "b")

    with pytest.raises(FileError, match="two migrations have one version") as error:
        DirectorySource(tmp_path, recursive=True).names()

    assert f"{tmp_path / 'one' / '1_a.up.sql'} and" in error.value.message
    assert f"{tmp_path / 'two' / other}_b.up.sql" in error.value.message


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path / "one", "1_a", "a")

    with pytest.raises(FileError, match="does not exist"):
        DirectorySource(tmp_path / "one", tmp_path / "two").names()


def test_new_migrations_go_to_the_first_folder(tmp_path: Path) -> None:
    write(tmp_path / "two", "7_b", "b")
    (tmp_path / "one").mkdir()
    source = DirectorySource(tmp_path / "one", tmp_path / "two")
    with Migrator("sqlite://", source) as migrator:
        made = migrator.create_migration("more")

    assert made.up.path is not None
    assert made.up.path.parent == tmp_path / "one"
    assert list(source.names()) == ["7", made.version]

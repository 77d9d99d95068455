"""Variables in scripts that ask for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import FileError, MigrationFailed
from goofer_py.migrate.filled import filled
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, tables

SUBSTITUTE = "-- goofer: substitute\n"
SECRET = "s3cr3t-value"


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", SECRET)
    monkeypatch.setenv("SHORT", "b")
    monkeypatch.setenv("EMPTY", "")
    monkeypatch.delenv("MISSING", raising=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'${SECRET}'", f"'{SECRET}'"),
        ("${SHORT}${SHORT}", "bb"),
        ("${MISSING:-x y}", "x y"),
        ("${EMPTY:-x}", "x"),
        ("${SECRET:-x}", SECRET),
        ("${MISSING:-${SHORT}}", "b"),
        ("$${SECRET}", "${SECRET}"),
        ("$1 $$ $tag$ $SECRET", "$1 $$ $tag$ $SECRET"),
        ("${EMPTY}", ""),
    ],
)
def test_variables_are_filled_in(text: str, expected: str) -> None:
    assert filled(text, None)[0] == expected


def test_only_values_that_could_be_secrets_are_hidden() -> None:
    assert filled("${SECRET} ${SHORT} ${MISSING:-default}", None)[1] == {SECRET}


@pytest.mark.parametrize("text", ["${MISSING}", "${MISSING:-${MISSING}}", "${1A}", "${OPEN"])
def test_what_cannot_be_filled_in_has_its_place(text: str) -> None:
    with pytest.raises(FileError, match="Nothing of the file ran") as error:
        filled(f"{SUBSTITUTE}-- $${{SHORT}}\nSELECT {text}", Path("1_a.up.sql"))

    assert (error.value.line, error.value.column) == (3, 8)


def test_a_file_that_does_not_ask_is_left_as_it_is(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", "CREATE TABLE a (x varchar(20)); INSERT INTO a VALUES ('${SECRET}');")

    migrator.up()

    assert migrator.session.query("SELECT x FROM a") == [("${SECRET}",)]


def test_values_run_and_are_kept_nowhere(migrator: Migrator, folder: Folder) -> None:
    text = f"{SUBSTITUTE}CREATE TABLE a (x varchar(20)); INSERT INTO a VALUES ('${{SECRET}}');"
    folder.add("1_a", text, f"{SUBSTITUTE}DROP TABLE a; CREATE TABLE ${{SHORT}} (x int);")

    migrator.up()

    assert migrator.session.query("SELECT x FROM a") == [(SECRET,)]
    assert SECRET not in repr(migrator.history())
    assert "${SHORT}" in str(migrator.history()[-1].down_script)
    assert migrator.changed_migrations() == []
    folder.remove("1_a")
    migrator.down()
    assert tables(migrator) == ["b"]


def test_another_value_is_no_edit(
    migrator: Migrator, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.add("1_a", f"{SUBSTITUTE}CREATE TABLE a (${{SHORT}} int);")
    migrator.up()
    monkeypatch.setenv("SHORT", "c")
    folder.table("2", "b")

    assert migrator.up().versions == ("2",)


def test_a_missing_variable_is_told_before_anything_runs(
    migrator: Migrator, folder: Folder
) -> None:
    folder.table("1", "a")
    folder.add("2_b", f"{SUBSTITUTE}CREATE TABLE b (x int);\nSELECT '${{MISSING}}';")

    with pytest.raises(FileError, match="the variable MISSING is not set") as error:
        migrator.up()

    assert (error.value.line, tables(migrator)) == (3, [])


def test_a_missing_variable_keeps_everything_applied(migrator: Migrator, folder: Folder) -> None:
    folder.add("1_a", "CREATE TABLE a (x int);", f"{SUBSTITUTE}DROP TABLE ${{MISSING}};")
    folder.table("2", "b")
    migrator.up()

    with pytest.raises(FileError, match="the variable MISSING is not set"):
        migrator.down_to("zero")

    assert tables(migrator) == ["a", "b"]


@pytest.mark.parametrize("first", ["", "-- goofer: no-transaction\n"])
def test_a_failure_shows_no_value(migrator: Migrator, folder: Folder, first: str) -> None:
    folder.add("1_a", f"{first}{SUBSTITUTE}INSERT INTO nowhere VALUES ('${{SECRET}}');")

    with pytest.raises(MigrationFailed) as error:
        migrator.up()

    assert SECRET not in f"{error.value} {error.value.statement} {error.value.server}"
    assert SECRET not in repr(migrator.history())

"""Applied migrations whose files are gone, and databases newer than the files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goofer_py.errors import DirtyOrDrifted
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.setting import UpOptions
from tests.migrate.conftest import Folder, failure, tables

RUNS: list[Callable[[Migrator, UpOptions], object]] = [
    lambda migrator, options: migrator.up(**options),
    lambda migrator, options: migrator.up(steps=1, **options),
    lambda migrator, options: migrator.migrate_to("latest", **options),
    lambda migrator, options: migrator.plan(**options),
]
UP = pytest.mark.parametrize("up", RUNS, ids=["up", "one step", "migrate", "plan"])


@pytest.fixture
def applied(migrator: Migrator, folder: Folder) -> Folder:
    for version, name in enumerate("abc", 1):
        folder.table(str(version), name)
    migrator.up()
    return folder


@UP
@pytest.mark.parametrize("pending", [True, False])
def test_nothing_goes_up_while_files_are_gone(
    migrator: Migrator,
    applied: Folder,
    up: Callable[[Migrator, UpOptions], object],
    pending: bool,
) -> None:
    applied.remove("2_b")
    if pending:
        applied.table("4", "d")

    with pytest.raises(DirtyOrDrifted, match=r"their files are gone: 2_b\. Nothing") as error:
        up(migrator, {"allow_newer": True})

    assert "--allow-missing" in str(error.value.hint)
    assert tables(migrator) == ["a", "b", "c"]
    up(migrator, {"allow_missing": True})


@UP
@pytest.mark.parametrize("gone", [("3_c",), ("1_a", "2_b", "3_c")])
def test_nothing_goes_up_on_a_database_that_is_newer(
    migrator: Migrator,
    applied: Folder,
    up: Callable[[Migrator, UpOptions], object],
    gone: tuple[str, ...],
) -> None:
    for title in gone:
        applied.remove(title)

    with pytest.raises(DirtyOrDrifted, match=r"The database is newer than .*3_c") as error:
        up(migrator, {"allow_missing": True})

    assert "--allow-newer" in str(error.value.hint)
    up(migrator, {"allow_newer": True})


def test_both_have_to_be_allowed(migrator: Migrator, applied: Folder) -> None:
    applied.remove("1_a")
    applied.remove("3_c")

    for options in (UpOptions(allow_missing=True), UpOptions(allow_newer=True)):
        with pytest.raises(DirtyOrDrifted):
            migrator.up(**options)
    assert migrator.up(allow_missing=True, allow_newer=True).versions == ()


def test_going_down_needs_no_files(migrator: Migrator, applied: Folder) -> None:
    applied.remove("1_a")
    applied.remove("3_c")

    assert migrator.down(3).versions == ("3", "2", "1")
    assert tables(migrator) == []


def test_one_migration_alone_runs_whatever_is_missing(migrator: Migrator, applied: Folder) -> None:
    applied.remove("1_a")
    applied.table("4", "d")

    assert migrator.run_migration("4").versions == ("4",)
    assert migrator.redo().versions == ("4", "4")


def test_status_names_them(migrator: Migrator, applied: Folder) -> None:
    applied.remove("1_a")
    applied.remove("3_c")

    status = migrator.status()

    assert (list(status.missing), status.newer, status.changed) == (["1", "3"], ("3",), None)


def test_status_reads_the_applied_files_when_it_is_told_to(
    migrator: Migrator, applied: Folder
) -> None:
    applied.add("2_b", "SELECT 1")

    status = migrator.status(check=True)

    assert status.changed == ("2",)
    assert [(entry.version, entry.state) for entry in status.entries()] == [
        ("1", "applied"),
        ("2", "changed"),
        ("3", "applied"),
    ]


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(";\n", ";   \n\n"),
        lambda text: f"-- why\n{text}/* and\n how */\n",
        lambda text: f"\ufeff{text}",
    ],
    ids=["line ends", "trailing space", "comments", "byte order mark"],
)
def test_what_says_the_same_is_no_change(
    migrator: Migrator, folder: Folder, edit: Callable[[str], str]
) -> None:
    file = folder.table("1", "a")
    migrator.up()

    file.write_bytes(edit(file.read_text(encoding="utf-8")).encode())

    assert migrator.status(check=True).changed == ()
    assert migrator.history()[-1].checksum is not None
    assert str(migrator.history()[-1].checksum).startswith("sha256-1:")


def test_status_says_at_which_statement_it_stopped(migrator: Migrator, folder: Folder) -> None:
    up = folder.add(
        "1_b", "-- goofer: no-transaction\nCREATE TABLE b (x int);\n\nINSERT INTO no VALUES (1);"
    )
    error = failure(migrator.up)

    dirty = migrator.status().dirty

    assert dirty is not None
    assert (dirty.statement, dirty.path, dirty.line) == (
        "INSERT INTO no VALUES (1)",
        str(up),
        4,
    )
    assert dirty.error == error.server


def test_where_it_stopped_is_not_guessed(migrator: Migrator, folder: Folder) -> None:
    up = folder.add("1_b", "-- goofer: no-transaction\nCREATE TABLE b (x int);\nSELEC 1;")
    failure(migrator.up)
    up.write_text("-- goofer: no-transaction\nCREATE TABLE c (x int);\nSELECT 1;")
    edited = migrator.status().dirty
    folder.remove("1_b")
    gone = migrator.status().dirty

    assert edited is not None
    assert gone is not None
    assert (edited.statement, gone.statement) == ("", "")

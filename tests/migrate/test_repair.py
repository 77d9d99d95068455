"""What a person may set right in a history, and that nothing but records comes of it."""

from __future__ import annotations

from typing import Literal

import pytest

from goofer_py.errors import DirtyOrDrifted
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder, failure, tables

HALF = """\
-- goofer: no-transaction
CREATE TABLE b (x int);
INSERT INTO nowhere VALUES (1);
"""


def faults(migrator: Migrator) -> list[tuple[str, str, str]]:
    return [(one.version, one.fault, one.way) for one in migrator.repairs()]


def test_nothing_is_wrong_with_what_was_never_there(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    assert migrator.repairs() == []
    assert migrator.repair([]) == []
    migrator.up()
    assert migrator.repairs() == []


@pytest.mark.parametrize(
    ("mark", "applied", "pending"),
    [("done", ["1", "2"], ["3"]), ("not-run", ["1"], ["2", "3"])],
)
def test_what_stopped_on_its_way_up_is_marked(
    migrator: Migrator,
    folder: Folder,
    mark: Literal["done", "not-run"],
    applied: list[str],
    pending: list[str],
) -> None:
    folder.table("1", "a")
    folder.add("2_b", HALF, "DROP TABLE b")
    folder.table("3", "c")
    failure(migrator.up)

    done = migrator.repair(migrator.repairs(mark))

    assert [(one.version, one.way) for one in done] == [("2", mark)]
    status = migrator.status()
    assert (list(status.applied), list(status.pending)) == (applied, pending)
    assert status.dirty is None
    assert tables(migrator) == ["a", "b"]
    assert migrator.repairs() == []


def test_what_is_marked_as_done_goes_down_by_its_file(migrator: Migrator, folder: Folder) -> None:
    folder.add("2_b", HALF, "DROP TABLE b")
    failure(migrator.up)
    migrator.repair(migrator.repairs("done"))
    folder.remove("2_b")

    assert migrator.down().versions == ("2",)
    assert tables(migrator) == []


def test_what_is_marked_as_not_run_runs_from_its_beginning(
    migrator: Migrator, folder: Folder
) -> None:
    folder.add("2_b", HALF, "DROP TABLE b")
    failure(migrator.up)
    migrator.repair(migrator.repairs("not-run"))
    migrator.session.run("DROP TABLE b")
    folder.table("2", "b")

    assert migrator.up().versions == ("2",)
    assert tables(migrator) == ["b"]


@pytest.mark.parametrize(("mark", "applied"), [("done", []), ("not-run", ["1"])])
def test_what_stopped_on_its_way_down_is_marked(
    migrator: Migrator, folder: Folder, mark: Literal["done", "not-run"], applied: list[str]
) -> None:
    way_back = "-- goofer: no-transaction\nDROP TABLE a;\nDROP TABLE nowhere;"
    folder.add("1_a", "CREATE TABLE a (x int)", way_back)
    migrator.up()
    failure(migrator.down)

    migrator.repair(migrator.repairs(mark))

    status = migrator.status()
    assert (list(status.applied), status.dirty) == (applied, None)
    if applied:
        assert migrator.history()[-1].down_script == way_back


def test_an_edited_file_is_accepted(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    migrator.up()
    before = migrator.applied_migrations()
    folder.add("1_a", "CREATE TABLE a (x int, y int)", "DROP TABLE a; -- as it is now")
    folder.table("3", "c")
    assert faults(migrator) == [("1", "changed", "accept")]
    with pytest.raises(DirtyOrDrifted, match="Changed since they were applied: 1_a"):
        migrator.up()

    migrator.repair(migrator.repairs())

    assert migrator.changed_migrations() == []
    assert migrator.up().versions == ("3",)
    assert [one.started_at for one in migrator.applied_migrations()[:2]] == [
        one.started_at for one in before
    ]
    folder.remove("1_a")
    migrator.down(3)
    assert tables(migrator) == []


def test_one_whose_files_are_gone_is_forgotten(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    migrator.up()
    folder.remove("1_a")
    assert faults(migrator) == [("1", "missing", "forget")]

    migrator.repair(migrator.repairs())

    assert list(migrator.status().applied) == ["2"]
    assert not migrator.status().missing
    assert tables(migrator) == ["a", "b"]


def test_a_database_newer_than_the_files_is_said_to_be(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "a")
    folder.table("2", "b")
    migrator.up()
    folder.remove("2_b")

    assert [(one.version, one.newer) for one in migrator.repairs()] == [("2", True)]


def test_what_was_settled_meanwhile_is_left_alone(migrator: Migrator, folder: Folder) -> None:
    file = folder.table("1", "a")
    before = file.read_text(encoding="utf-8")
    migrator.up()
    folder.add("1_a", "SELECT 1", "DROP TABLE a")
    found = migrator.repairs()
    file.write_text(before, encoding="utf-8")
    records = migrator.history()

    assert migrator.repair(found) == []
    assert migrator.history() == records


def test_records_are_added_and_none_is_changed(migrator: Migrator, folder: Folder) -> None:
    folder.add("2_b", HALF, "DROP TABLE b")
    failure(migrator.up)
    before = migrator.history()

    migrator.repair(migrator.repairs("not-run"))

    *same, added = migrator.history()
    assert same == before
    assert (added.status, added.direction, added.error) == (
        "done",
        "down",
        "marked as not run by hand",
    )

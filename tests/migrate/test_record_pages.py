"""The history, a page at a time."""

from __future__ import annotations

from dataclasses import replace

from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder


def test_the_newest_records_come_first_and_only_so_many(migrator: Migrator, folder: Folder) -> None:
    for number in range(1, 6):
        folder.table(str(number), f"page_{number}")
    migrator.up()
    migrator.down()

    first = migrator.latest_records(2)
    rest = migrator.latest_records(50, first[-1].id)

    # Where nothing is undone, each has a record of its beginning too.
    whole = [replace(one, down_script=None) for one in reversed(migrator.history())]
    assert (first[0].version, first[0].direction, first[0].status) == ("5", "down", "done")
    assert [*first, *rest] == whole
    assert len(first) == 2


def test_the_records_of_one_migration_have_its_way_back(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "page_1")
    folder.table("2", "page_2")
    migrator.up()
    migrator.down()

    found = migrator.records_of("2")

    assert found == [one for one in migrator.history() if one.version == "2"]
    done = [one for one in found if one.status == "done"]
    assert [one.direction for one in done] == ["up", "down"]
    assert done[0].down_script == "DROP TABLE page_2;\n"
    assert migrator.records_of("x'; --") == []


def test_a_database_without_a_history_has_no_records(migrator: Migrator) -> None:
    assert migrator.latest_records(5) == []
    assert migrator.records_of("1") == []


def test_what_would_be_continued_is_planned_as_it_runs(migrator: Migrator, folder: Folder) -> None:
    folder.table("1", "page_1")
    migrator.up()
    folder.add("2_b", "-- goofer: phase contract\nDROP TABLE page_1;\n", "SELECT 1")
    folder.table("3", "page_3")
    folder.add("4_d", "-- goofer: phase contract\nDROP TABLE page_3;\n", "SELECT 1")

    planned = migrator.plan_phases()

    assert planned.versions == ("2", "3")
    assert planned.waiting == ("4_d",)
    assert migrator.continue_phases().versions == planned.versions

"""Runs that do what somebody saw of their plan, and nothing else."""

from __future__ import annotations

import pytest

from goofer_py.errors import FileError, MigrationFailed, UsageError
from goofer_py.events import Event, MigrationFinished
from goofer_py.migrate.approval import Approval
from goofer_py.migrate.migrator import Migrator
from tests.migrate.conftest import Folder


@pytest.fixture
def two(folder: Folder) -> Folder:
    folder.table("1", "seen")
    folder.table("2", "seen_too")
    return folder


def test_what_was_seen_runs(transactional: Migrator, two: Folder) -> None:
    code = "def up(context):\n    context.execute('CREATE TABLE code (x int)')\n"
    (two.path / "3_code.py").write_text(code, encoding="utf-8")
    (two.path / "R__again.sql").write_text("SELECT 1;", encoding="utf-8")
    plan = transactional.plan()

    done = transactional.up(approved=Approval.of(plan))

    assert done.versions == plan.versions == ("1", "2", "3", "R")


def test_what_came_since_is_not_run(transactional: Migrator, two: Folder) -> None:
    approved = Approval.of(transactional.plan())
    two.table("3", "unseen")

    with pytest.raises(UsageError, match="not what was approved"):
        transactional.up(approved=approved)

    assert transactional.current_version() is None
    assert transactional.up(steps=2, approved=approved).versions == ("1", "2")


def test_what_another_run_did_since_is_seen_again(transactional: Migrator, two: Folder) -> None:
    approved = Approval.of(transactional.plan())
    transactional.up(steps=1)

    with pytest.raises(UsageError, match="Nothing was run"):
        transactional.up(approved=approved)
    with pytest.raises(UsageError, match="Nothing was run"):
        transactional.down(approved=approved)

    assert transactional.current_version() == "1"


@pytest.mark.parametrize("together", [False, True])
def test_a_script_that_was_edited_since_is_not_run(
    transactional: Migrator, two: Folder, together: bool
) -> None:
    approved = Approval.of(transactional.plan())
    two.add("1_seen", "CREATE TABLE unseen (x int);")

    with pytest.raises(FileError, match="changed after it was approved") as caught:
        transactional.up(approved=approved, single_transaction=together)

    assert caught.value.path == two.path / "1_seen.up.sql"


def test_nor_is_one_that_is_edited_while_an_earlier_one_runs(
    database_url: str, two: Folder
) -> None:
    def edits(event: Event) -> None:
        if isinstance(event, MigrationFinished):
            two.add("2_seen_too", "CREATE TABLE unseen (x int);")

    with Migrator(database_url, two.path, observer=edits) as migrator:
        approved = Approval.of(migrator.plan())
        with pytest.raises(MigrationFailed, match="changed after it was approved"):
            migrator.up(approved=approved)

        assert migrator.current_version() == "1"


def test_the_way_back_of_a_file_that_is_gone_is_what_was_seen(
    transactional: Migrator, two: Folder
) -> None:
    transactional.up()
    two.remove("2_seen_too")

    plan = transactional.plan("-1")

    assert transactional.down(approved=Approval.of(plan)).versions == ("2",)
    edited = Approval.of(transactional.plan("-1"))
    two.add("1_seen", (two.path / "1_seen.up.sql").read_text(), "DROP TABLE seen; SELECT 1;")
    with pytest.raises(FileError, match="changed after it was approved"):
        transactional.down(approved=edited)

"""The migrations that are there, proved."""

from __future__ import annotations

from pathlib import Path

import pytest

from goofer_py.errors import MigrationFailed, ProofFailed
from goofer_py.generate.verify import Verification, verify
from goofer_py.introspect.scope import Scope
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.sources import DirectorySource
from goofer_py.stores.registry import open_store
from tests.generate.conftest import Workshop

CREATE = ("CREATE TABLE a (id INTEGER PRIMARY KEY);", "DROP TABLE a;")
ADD = ("ALTER TABLE a ADD COLUMN b INTEGER;", "ALTER TABLE a DROP COLUMN b;")


@pytest.fixture
def folder(workshop: Workshop) -> Path:
    workshop.directory.mkdir()
    return workshop.directory


def write(folder: Path, *pairs: tuple[str, str]) -> None:
    for number, (up, down) in enumerate(pairs, 1):
        (folder / f"{number:03}_step.up.sql").write_text(up)
        (folder / f"{number:03}_step.down.sql").write_text(down)


def verified(workshop: Workshop) -> Verification:
    return verify(DirectorySource(workshop.directory), open_store(workshop.url), Scope())


def test_migrations_that_lead_there_and_back_are_proved(workshop: Workshop, folder: Path) -> None:
    write(folder, CREATE, ADD)
    assert verified(workshop) == Verification(("001", "002"), 1, False)


def test_nothing_waits_for_somebody_to_confirm_it(workshop: Workshop, folder: Path) -> None:
    phases = ("expand", "contract")
    add, drop = ADD, tuple(reversed(ADD))
    steps = [
        (f"-- goofer: phase {name}\n{up}", down)
        for name, (up, down) in zip(phases, (add, drop), strict=True)
    ]
    write(folder, CREATE, *steps)
    assert verified(workshop) == Verification(("001", "002", "003"), 1, False)


def test_the_database_itself_is_not_touched(workshop: Workshop, folder: Path) -> None:
    write(folder, CREATE)
    verified(workshop)
    with Migrator(workshop.url, folder) as migrator:
        assert [m.version for m in migrator.pending_migrations()] == ["001"]


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ([(CREATE[0], "SELECT 1;")], "down script of 001_step .*\n  drop table a"),
        ([CREATE, (ADD[0], "SELECT 1;")], "down script of 002_step .*\n  drop column a.b"),
        (
            [CREATE, (ADD[0], ADD[1] + "ALTER TABLE a ADD COLUMN c INTEGER;")],
            "down script of 002_step .*\n  drop column a.c",
        ),
    ],
    ids=["first", "second", "too much"],
)
def test_a_down_script_that_does_not_lead_back_is_named(
    workshop: Workshop, folder: Path, pairs: list[tuple[str, str]], message: str
) -> None:
    write(folder, *pairs)
    with pytest.raises(ProofFailed, match=message):
        verified(workshop)


def test_a_script_that_fails_is_told_with_its_place(workshop: Workshop, folder: Path) -> None:
    write(folder, CREATE, ("SELECT 1;\nNONSENSE;", ADD[1]))
    with pytest.raises(MigrationFailed, match=r"002_step\.up\.sql:2:1") as failed:
        verified(workshop)
    assert failed.value.message.endswith(
        "\nIt ran in an empty database of its own, which is gone. Nothing was written."
    )
    assert "stay" not in failed.value.message
    assert failed.value.hint == "correct it, and type the same again"


def test_what_the_entities_want_beyond_the_migrations_is_told(
    workshop: Workshop, folder: Path
) -> None:
    write(folder, CREATE)
    with pytest.raises(ProofFailed, match=r"what the entities say.*\n  add column a\.b"):
        verify(
            DirectorySource(folder),
            open_store(workshop.url),
            Scope(),
            lambda _: ["add column a.b"],
        )

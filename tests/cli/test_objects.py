"""Objects that stand in files, and which of them are dropped."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Goofer, Program


@pytest.fixture
def with_views(goofer: Goofer, program: Program) -> Program:
    """Give a program whose files declare two views, and whose database has them."""
    folder = program.folder / "db" / "objects"
    folder.mkdir(parents=True)
    program.sets('objects = ["db/objects"]')
    for name in ("first", "second"):
        text = f"CREATE VIEW {name} AS SELECT id FROM users;\n"
        (folder / f"{name}.sql").write_text(text, encoding="utf-8")
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").code == 0
    return program


def operations(goofer: Goofer) -> list[str]:
    return goofer("diff").stdout.splitlines()


def test_views_in_files_are_made_and_found_again(goofer: Goofer, with_views: Program) -> None:
    assert with_views.query("SELECT id FROM first") == []
    assert goofer("makemigrations", "--check").code == 0


def test_a_file_that_is_gone_drops_its_view_while_another_declares_one(
    goofer: Goofer, with_views: Program
) -> None:
    (with_views.folder / "db" / "objects" / "first.sql").unlink()
    assert "drop view first" in operations(goofer)


def test_the_last_view_goes_only_when_views_are_managed(
    goofer: Goofer, with_views: Program
) -> None:
    for path in (with_views.folder / "db" / "objects").iterdir():
        path.unlink()
    assert goofer("makemigrations", "--check").code == 0
    with_views.sets('objects = ["db/objects"]\nmanage = ["view"]')
    assert {"drop view first", "drop view second"} <= set(operations(goofer))


def test_a_kind_that_nobody_knows_is_a_wrong_setting(goofer: Goofer, with_views: Program) -> None:
    with_views.sets('manage = ["views"]')
    outcome = goofer("diff")
    assert outcome.code == 2
    assert "there is no kind 'views'" in outcome.stderr


def test_a_statement_that_declares_nothing_is_said_with_its_place(
    goofer: Goofer, with_views: Program
) -> None:
    path = with_views.folder / "db" / "objects" / "third.sql"
    path.write_text("CREATE VIEW third AS SELECT 1 AS one;\n\nDROP TABLE users;\n")
    outcome = goofer("makemigrations")
    assert outcome.code == 1
    assert "db/objects/third.sql:3: a statement that begins with 'DROP'" in outcome.stderr

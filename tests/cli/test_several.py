"""A migration over several databases, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Goofer

STOCK = """\
databases = ("kyc",)


def up(context):
    context.run("CREATE TABLE own (id int)")
    context["kyc"].run("CREATE TABLE a (id int)")
    context["kyc"].run("CREATE TABLE {name} (id int)")


def down(context):
    if "kyc" in context:
        context["kyc"].run("DROP TABLE IF EXISTS b; DROP TABLE a")
    if context.changed:
        context.run("DROP TABLE own")
"""


@pytest.fixture
def two(folder: Path) -> Path:
    """Give a folder with two databases, and a migration over both that fails in the second."""
    text = ""
    for name in ("core", "kyc"):
        (folder / name).mkdir()
        text += f'[databases.{name}]\nurl = "sqlite:///{name}.db"\ndirectory = "{name}"\n'
    text += 'history_table = "kyc_history"\n'
    (folder / "goofer.toml").write_text(text, encoding="utf-8")
    (folder / "core" / "1_stock.py").write_text(STOCK.format(name="a"), encoding="utf-8")
    return folder


def test_it_is_told_where_it_stands_and_what_to_type(goofer: Goofer, two: Path) -> None:
    failed = goofer("migrate", "--db", "core")
    assert failed.code == 1
    assert "Where it stands:\n    its own (sqlite://" in failed.stderr
    assert "core.db): undone by its transaction\n    kyc (sqlite://" in failed.stderr
    assert "kyc.db): changed: 1 step done, then in step 2 (CREATE TABLE a (id int) #2): begun" in (
        failed.stderr
    )
    again = "correct it, then: goofer migrate --db core"
    assert f"next: {again}; or take it back: goofer rollback --db core" in failed.stderr
    status = goofer("status", "--db", "core")
    assert status.code == 5
    assert "1_stock is dirty between its databases (up)." in status.stderr
    assert "kyc.db): changed: 1 step done" in status.stderr
    assert "or take it back: goofer rollback --db core" in status.stderr
    shown = goofer("status", "--db", "core", "--json").json
    assert [one["state"] for one in shown["stands"]] == ["changed"]


def test_the_others_show_what_they_have_of_it(goofer: Goofer, two: Path) -> None:
    goofer("migrate", "--db", "core")
    part = goofer("status", "--db", "kyc", "--json").json["parts"]
    assert [(one["version"], one["state"]) for one in part] == [("1", "dirty (up)")]
    assert part[0]["of"].endswith("core.db")
    assert "already exists" in part[0]["error"]
    assert "Part:     1_stock of sqlite:///" in goofer("status", "--db", "kyc").stdout

    (two / "core" / "1_stock.py").write_text(STOCK.format(name="b"), encoding="utf-8")
    assert goofer("migrate", "--db", "core").code == 0
    told = goofer("history", "--db", "kyc").stdout
    assert "applied" in told
    assert "stock (part of sqlite:///" in told
    records = goofer("history", "--db", "kyc", "--json").json["records"]
    assert {one["part_of"].rpartition("/")[2] for one in records} == {"core.db"}
    assert [one["status"] for one in records] == ["dirty", "dirty", "done"]
    own = goofer("history", "--db", "core", "--json").json["records"]
    assert {one["part_of"] for one in own} == {None}


def test_it_goes_back_from_the_command_line(goofer: Goofer, two: Path) -> None:
    goofer("migrate", "--db", "core")
    planned = goofer("rollback", "--db", "core", "--dry-run", "--json").json
    assert [one["version"] for one in planned["migrations"]] == ["1"]
    assert "reverted 1 stock" in goofer("rollback", "--db", "core").stdout
    assert goofer("status", "--db", "core").code == 0
    assert goofer("status", "--db", "kyc", "--json").json["parts"] == []


def test_it_goes_back_by_itself(goofer: Goofer, two: Path) -> None:
    failed = goofer("migrate", "--db", "core", "--auto-rollback")
    assert failed.code == 1
    assert "The run went back to zero, where it had started." in failed.stderr
    assert goofer("status", "--db", "core", "--json").json["dirty"] is None


def test_the_other_history_may_have_a_name_of_its_own(goofer: Goofer, two: Path) -> None:
    goofer("migrate", "--db", "core")
    import sqlite3

    with sqlite3.connect("kyc.db") as kyc:
        names = {name for (name,) in kyc.execute("SELECT name FROM sqlite_master")}
    assert {"kyc_history", "kyc_history_lease", "kyc_history_parts"} <= names
    assert not any(name.startswith("goofer_history") for name in names)


def test_it_is_told_before_that_others_change_too(goofer: Goofer, two: Path) -> None:
    assert "1_stock: changes kyc too" in goofer("status", "--db", "core").stdout
    planned = goofer("migrate", "--db", "core", "--dry-run", "--json").json
    assert planned["migrations"][0]["notes"] == ["changes kyc too"]


@pytest.mark.parametrize("pending", [True, False], ids=["pending", "applied"])
def test_trials_look_at_its_own_database_and_leave_the_others_alone(
    goofer: Goofer, two: Path, monkeypatch: pytest.MonkeyPatch, pending: bool
) -> None:
    stock = STOCK.format(name="b").replace("own (id int)", "own (id integer)")
    (two / "core" / "1_stock.py").write_text(stock, encoding="utf-8")
    (two / "entities.py").write_text(
        "from sqlalchemy import Column, Integer, MetaData, Table\n"
        "metadata = MetaData()\n"
        'Table("own", metadata, Column("id", Integer))\n'
        'Table("more", metadata, Column("id", Integer, primary_key=True))\n',
        encoding="utf-8",
    )
    settings = (two / "goofer.toml").read_text(encoding="utf-8")
    (two / "goofer.toml").write_text(f'models = ["entities"]\n{settings}', encoding="utf-8")
    monkeypatch.syspath_prepend(str(two))
    if not pending:
        assert goofer("migrate", "--db", "core").code == 0
    there = goofer("inspect", "--db", "kyc", "--json").stdout

    written = goofer("makemigrations", "more", "--db", "core")
    assert "create table more" in written.stdout
    assert " own" not in written.stdout
    assert goofer("verify", "--db", "core").code == 0
    # There is nothing to look at before the first run.
    assert goofer("drift", "--db", "core").code == int(pending)
    assert goofer("inspect", "--db", "kyc", "--json").stdout == there


def test_it_is_not_squashed_for_a_file_changes_one_database(goofer: Goofer, two: Path) -> None:
    (two / "core" / "1_stock.py").write_text(STOCK.format(name="b"), encoding="utf-8")
    (two / "core" / "2_more.up.sql").write_text("CREATE TABLE more (id int);", encoding="utf-8")
    (two / "core" / "2_more.down.sql").write_text("DROP TABLE more;", encoding="utf-8")
    refused = goofer("squash", "--to", "2", "--db", "core", "--keep-data")
    assert "1_stock: it changes kyc too" in refused.stderr
    assert not list((two / "core").glob("*squashed*"))

"""What is said of migrations from which nothing leads back, before and after they run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from goofer_py.cli import ask
from tests.cli.conftest import Goofer

REASON = "the old prices are not kept"


@pytest.fixture
def prices(folder: Path, goofer: Goofer) -> Goofer:
    """Give the command line after one migration, with an irreversible one and one more pending."""
    migrations = folder / "migrations"
    migrations.mkdir()
    (folder / "goofer.toml").write_text('url = "sqlite:///app.db"\n', encoding="utf-8")
    for title, up, down in (
        ("1_a", "CREATE TABLE a (x int);", "DROP TABLE a;"),
        ("2_b", f"-- goofer: irreversible {REASON}\nCREATE TABLE b (x int);", "SELECT 1;"),
        ("3_c", "CREATE TABLE c (x int);", "DROP TABLE c;"),
    ):
        (migrations / f"{title}.up.sql").write_text(f"{up}\n", encoding="utf-8")
        (migrations / f"{title}.down.sql").write_text(f"{down}\n", encoding="utf-8")
    assert goofer("migrate", "--to", "1").code == 0
    return goofer


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let somebody sit there, who is asked and says what the test wants."""
    given: list[str] = []
    asked: list[str] = []

    def confirm(_: ask.Asker, question: str) -> bool:
        asked.append(question)
        return given.pop(0) == "yes"

    monkeypatch.setattr(ask, "can_ask", lambda _: True)
    monkeypatch.setattr(ask.Asker, "confirm", confirm)
    given.append("no")
    given.append("yes")
    return asked


def test_it_is_said_in_the_status_and_in_the_plan(prices: Goofer) -> None:
    assert f"2_b: irreversible {REASON}" in prices("status").stdout
    assert f"-- note: irreversible {REASON}" in prices("migrate", "--dry-run").stdout


def test_somebody_at_a_terminal_is_asked_before_it_runs(prices: Goofer, answers: list[str]) -> None:
    refused = prices("migrate")
    assert (refused.code, prices("status", "--json").json["current"]) == (2, "1")
    assert "goofer migrate --backup" in refused.stderr
    assert answers[0].startswith(f"2_b is irreversible: {REASON}\n")

    assert prices("migrate").code == 0
    assert len(answers) == 2
    # Nothing of it is pending any more, so nobody is asked.
    assert prices("migrate").code == 0
    assert len(answers) == 2


def test_yes_and_scripts_are_told_and_go_on(prices: Goofer) -> None:
    outcome = prices("migrate")

    assert outcome.code == 0
    assert f"warning: 2_b is irreversible: {REASON}" in outcome.stderr


def test_status_says_how_far_back_it_goes(prices: Goofer) -> None:
    assert prices("migrate").code == 0

    status = prices("status")
    assert f"Way back: to 2, as 2_b is irreversible: {REASON}" in status.stdout
    assert prices("status", "--json").json["irreversible"] == {"2": REASON}
    assert f"2_b: irreversible {REASON}" in prices("status", "--all").stdout


def test_the_backup_before_it_is_named_where_the_way_back_ends(
    prices: Goofer, folder: Path
) -> None:
    backup = prices("migrate", "--backup", "kept", "--json").json["backup"]["file"]

    refused = prices("rollback", "--to", "zero")

    assert refused.code == 1
    assert f"2_b is irreversible: {REASON}. Nothing was run." in refused.stderr
    path = (folder / backup).absolute()
    assert f"right before it was applied: {path}." in refused.stderr
    assert prices("status", "--json").json["current"] == "3"
    record = prices("history", "--json").json["records"][-1]
    assert (record["backup"], record["version"]) == (str(path), "3")
    # And what it names brings the database back as it was before.
    back = ("--url", "sqlite:///back.db")
    assert prices("restore", str(path), *back).code == 0
    assert prices("status", "--json", *back).json["current"] == "1"


def test_what_a_generated_migration_throws_away_is_said_before_it_runs(
    folder: Path, goofer: Goofer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(folder))
    (folder / "goofer.toml").write_text(
        'url = "sqlite:///app.db"\nmodels = ["lost"]\n', encoding="utf-8"
    )
    models = (
        "from sqlalchemy import Column, Integer, MetaData, String, Table\n"
        "metadata = MetaData()\n"
        'users = Table("users", metadata, Column("id", Integer, primary_key=True){more})\n'
    )
    (folder / "lost.py").write_text(models.format(more=', Column("mail", String(20))'))
    assert goofer("makemigrations").code == 0
    assert goofer("migrate").stderr == ""
    (folder / "lost.py").write_text(models.format(more=""))
    sys.modules.pop("lost", None)
    written = goofer("makemigrations", "--discard-data", "--json").json["files"]

    assert "-- goofer: loses the values of users.mail\n" in Path(written[0]).read_text()
    assert "goofer:" not in Path(written[1]).read_text()
    assert "loses the values of users.mail" in goofer("status").stdout
    outcome = goofer("migrate")
    title = Path(written[0]).name.removesuffix(".up.sql")
    assert (
        f"warning: {title} loses the values of users.mail, which no way back brings back"
        in outcome.stderr
    )
    # The table's shape does come back.
    assert goofer("rollback").code == 0

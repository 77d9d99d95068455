"""`goofer seed`: what it says, and when it does nothing."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Goofer, Program

CSV = "# goofer: environments development, test\nid,word\n1,one\n2,two\n"


@pytest.fixture
def program(sqlite_program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    for name in ("GOOFER_ENVIRONMENT", "GOOFER_ENV", "APP_ENV"):
        monkeypatch.delenv(name, raising=False)
    sqlite_program.has(v1_words="CREATE TABLE words (id integer PRIMARY KEY, word text);")
    folder = sqlite_program.folder / "seeds"
    folder.mkdir()
    (folder / "1_words.csv").write_text(CSV, encoding="utf-8")
    (folder / "2_more.sql").write_text("-- goofer: environments staging\nSELECT 1;\n")
    return sqlite_program


def test_it_waits_for_migrations_and_runs_once(goofer: Goofer, program: Program) -> None:
    waits = goofer("seed", "--env", "test")
    assert (waits.code, "these are pending: 1_words" in waits.stderr) == (5, True)
    goofer("migrate")
    ran = goofer("seed", "--env", "test")
    assert ran.code == 0
    assert ran.stdout.splitlines()[0].startswith("seeded 1 words (")
    assert ran.stdout.splitlines()[1:3] == [
        "1_words: 2 rows: 2 added",
        "Skipped, for other environments: 2_more.",
    ]
    again = goofer("seed", "--env", "test")
    assert "Nothing to seed" in again.stdout
    fresh = goofer("seed", "--env", "test", "--fresh")
    assert "1_words: 2 rows: all as they were" in fresh.stdout


@pytest.mark.parametrize(
    "variables", [{"GOOFER_ENV": "test", "APP_ENV": "prod"}, {"APP_ENV": "test"}]
)
def test_the_environment_comes_from_variables(
    goofer: Goofer, program: Program, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    goofer("migrate")
    assert goofer("seed", "--json").json["environment"] == "test"
    assert goofer("seed", "--env", "production").code == 2


def test_production_is_forced_by_the_name_of_the_database(goofer: Goofer, program: Program) -> None:
    program.sets('environment = "live"\nprotected = ["live"]')
    goofer("migrate")
    name = program.url.rpartition("/")[2]
    refused = goofer("seed")
    assert refused.code == 2
    assert f"goofer seed --force {name}" in refused.stderr
    assert goofer("seed", "--force", "prod").code == 2
    assert goofer("seed", "--force", name).code == 0


def test_status_and_dry_run_change_nothing(goofer: Goofer, program: Program) -> None:
    goofer("migrate")
    planned = goofer("seed", "--env", "test", "--dry-run")
    assert planned.stdout.endswith("id,word\n1,one\n2,two\n\n")
    status = goofer("seed", "--env", "test", "--status").stdout
    assert status.splitlines()[1:5] == [
        "Environment: test",
        "version  name   state    ran (UTC)",
        "1        words  pending",
        "2        more   skipped",
    ]
    assert goofer("seed", "--status", "--fresh").code == 2
    assert "protected" in goofer("seed", "--env", "prod", "--status").stdout


def test_a_row_that_does_not_fit_is_told_with_its_line(goofer: Goofer, program: Program) -> None:
    goofer("migrate")
    file = program.folder / "seeds" / "1_words.csv"
    file.write_text(CSV.replace("2,two", "1,two"), encoding="utf-8")
    failed = goofer("seed", "--env", "test")
    assert failed.code == 1
    assert "seeds/1_words.csv:4: the key id 1 is there twice, first at 3." in failed.stderr
    assert "next: correct it, then: goofer seed" in failed.stderr

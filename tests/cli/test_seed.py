"""`goofer seed`: what it says, and when it does nothing."""

from __future__ import annotations

import pytest

from goofer_py.stores.registry import open_store
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


def two(goofer: Goofer, program: Program) -> None:
    """Name two databases, of which only the first has a folder of seeds."""
    text = (
        'environment = "test"\n[databases.one]\nurl = "sqlite:///one.db"\nseeds = "seeds"\n'
        '[databases.two]\nurl = "sqlite:///two.db"\nhistory_table = "other"\n'
    )
    (program.folder / "goofer.toml").write_text(text, encoding="utf-8")
    (program.folder / "seeds").rename(program.folder / "rows")
    assert goofer("migrate", "--db", "all").code == 0


def test_every_database_is_seeded_that_has_seeds(goofer: Goofer, program: Program) -> None:
    two(goofer, program)
    missing = goofer("seed", "--db", "all", "--keep-going")
    assert (missing.code, "the folder of the seeds does not exist" in missing.stderr) == (1, True)
    (program.folder / "rows").rename(program.folder / "one_seeds")
    settings = program.folder / "goofer.toml"
    settings.write_text(settings.read_text().replace('"seeds"', '"one_seeds"'), encoding="utf-8")
    done = goofer("seed", "--db", "all", "--jobs", "2")
    assert done.code == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == [
        "one       done    ran 1 seed",
        "two       done    no seeds",
    ]
    assert goofer("seed", "--db", "one", "words").code == 0


@pytest.mark.parametrize("option", ["words", "--force=one.db"])
def test_what_is_about_one_database_is_refused_for_all(
    goofer: Goofer, program: Program, option: str
) -> None:
    two(goofer, program)
    refused = goofer("seed", option, "--db", "all")
    assert (refused.code, "is for one database" in refused.stderr) == (2, True)


def test_the_history_of_seeds_is_beside_that_of_migrations(
    goofer: Goofer, program: Program, postgresql_url: str
) -> None:
    text = (
        f'url = "{postgresql_url}"\nenvironment = "test"\nhistory_table = "ours"\n'
        'history_schema = "kept"\n'
    )
    (program.folder / "goofer.toml").write_text(text, encoding="utf-8")
    assert goofer("migrate").code == 0
    assert goofer("seed").code == 0
    assert goofer("seed").stdout.splitlines()[-1].startswith("Nothing to seed")
    session = open_store(postgresql_url).connect()
    rows = session.query("SELECT version FROM kept.ours_seeds")
    session.close()
    assert rows == [("1",)]


@pytest.mark.parametrize("where", [["--env", "production"], ["--env", "test"]])
def test_the_next_command_names_the_environment_again(
    goofer: Goofer, program: Program, where: list[str]
) -> None:
    goofer("migrate")
    (program.folder / "seeds" / "1_words.csv").write_text("id,word\n1,one\n1,two\n")
    refused = goofer("seed", *where)
    assert refused.code in (1, 2)
    assert refused.stderr.rstrip().endswith(" ".join(where))
    assert "goofer seed " in refused.stderr

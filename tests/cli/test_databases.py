"""Several databases in one settings file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer

NAMES = ("core", "kyc", "rates")


@pytest.fixture(params=["", "--jobs 2"], ids=["in-order", "parallel"])
def jobs(request: pytest.FixtureRequest) -> list[str]:
    """Give the options for working on one after the other, and on two at the same time."""
    return str(request.param).split()


@pytest.fixture
def three(folder: Path, database_url: str) -> Path:
    """Give a folder with three databases in its settings: one on each kind, two in files."""
    urls = {"core": database_url, "kyc": "sqlite:///kyc.db", "rates": "sqlite:///rates.db"}
    text = ""
    for name, url in urls.items():
        text += f'[databases.{name}]\nurl = "{url}"\ndirectory = "{name}"\n'
        (folder / name).mkdir()
        migrate(folder, name, "1_first", f"CREATE TABLE {name}_a (id integer PRIMARY KEY);")
    (folder / "goofer.toml").write_text(text, encoding="utf-8")
    return folder


def migrate(folder: Path, name: str, title: str, up: str, down: str = "SELECT 1;") -> None:
    (folder / name / f"{title}.up.sql").write_text(up, encoding="utf-8")
    (folder / name / f"{title}.down.sql").write_text(down, encoding="utf-8")


def results(found: object) -> dict[str, str]:
    assert isinstance(found, list)
    return {one["name"]: one["result"] for one in found}


def test_a_command_that_is_told_no_database_names_them_and_does_nothing(
    goofer: Goofer, three: Path
) -> None:
    outcome = goofer("migrate")
    assert outcome.code == 2
    assert "goofer.toml has several databases: core, kyc, rates. Nothing was done." in (
        outcome.stderr
    )
    assert "--db core, or --db all" in outcome.stderr
    assert not (three / "kyc.db").exists()


def test_one_of_them_is_migrated_and_the_others_are_left_alone(goofer: Goofer, three: Path) -> None:
    assert goofer("migrate", "--db", "kyc").code == 0
    assert goofer("status", "--db", "kyc", "--json").json["current"] == "1"
    assert goofer("status", "--db", "core", "--json").json["current"] is None


def test_a_variable_says_which_one_is_meant(
    goofer: Goofer, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOFER_DB", "kyc")
    assert goofer("status", "--json").json["database"] == "sqlite:///kyc.db"
    assert goofer("status", "--db", "rates", "--json").json["database"] == "sqlite:///rates.db"


def test_all_are_migrated_and_one_table_says_so(
    goofer: Goofer, three: Path, jobs: list[str]
) -> None:
    outcome = goofer("migrate", "--db", "all", *jobs)
    assert outcome.code == 0, outcome.stderr
    table = outcome.stdout.strip().splitlines()[-4:]
    assert [line.split()[0] for line in table] == ["database", *NAMES]
    assert all(
        line.split()[1:] == ["done", "applied", "1", "migration,", "at", "1"] for line in table[1:]
    )
    again = goofer("migrate", "--db", "all", *jobs, "--json")
    assert [one["fields"]["migrations"] for one in again.json["databases"]] == [[], [], []]


def test_the_first_failure_is_the_end_and_names_what_was_not_run(
    goofer: Goofer, three: Path
) -> None:
    migrate(three, "kyc", "2_bad", "CREATE TABEL x (id integer);")
    outcome = goofer("migrate", "--db", "all", "--json")
    assert outcome.code == 1
    assert results(outcome.json["databases"]) == {
        "core": "done",
        "kyc": "failed",
        "rates": "not run",
    }
    error = outcome.json["error"]
    assert error["code"] == "SomeFailed"
    assert (error["failed"], error["left"]) == (["kyc"], ["rates"])
    assert outcome.json["databases"][1]["error"]["code"] == "MigrationFailed"
    said = goofer("migrate", "--db", "all").stderr
    assert "2_bad (up) failed at kyc/2_bad.up.sql:1:" in said
    assert "next: correct it, then: goofer migrate --db kyc" in said
    assert "error: Failed: kyc. Not run: rates." in said
    assert "next: goofer migrate --db kyc, then again with --db all" in said


def test_the_others_are_migrated_in_spite_of_a_failure_when_told_so(
    goofer: Goofer, three: Path, jobs: list[str]
) -> None:
    migrate(three, "core", "2_bad", "CREATE TABEL x (id integer);")
    outcome = goofer("migrate", "--db", "all", "--keep-going", *jobs, "--json")
    assert outcome.code == 1
    assert results(outcome.json["databases"]) == {
        "core": "failed",
        "kyc": "done",
        "rates": "done",
    }
    assert outcome.json["error"]["left"] == []
    migrate(three, "core", "2_bad", "CREATE TABLE x (id integer);")
    mended = goofer("migrate", "--db", "all", "--json")
    assert [len(one["fields"]["migrations"]) for one in mended.json["databases"]] == [1, 0, 0]


def test_the_exit_code_is_that_of_the_failures_when_they_agree(goofer: Goofer, three: Path) -> None:
    assert goofer("migrate", "--db", "all").code == 0
    for name in ("kyc", "rates"):
        migrate(three, name, "1_first", "CREATE TABLE other (id integer);")
    checked = goofer("status", "--check", "--db", "all", "--keep-going", "--json")
    assert checked.code == checked.json["error"]["exit_code"] == 5
    migrate(three, "core", "1_again", "CREATE TABLE x (id integer);")
    mixed = goofer("status", "--check", "--db", "all", "--keep-going", "--json")
    codes = [one["error"]["code"] for one in mixed.json["databases"]]
    assert codes == ["FileError", "DirtyOrDrifted", "DirtyOrDrifted"]
    assert mixed.code == 1


@pytest.mark.parametrize(
    "call",
    [
        "rollback --db all",
        "redo --db all",
        "migrate --to zero --db all",
        "migrate --to -1 --db all",
        "migrate --to 1 --db all",
        "migrate --to 1 --db all --jobs 2 --keep-going --yes",
    ],
)
def test_going_down_in_all_of_them_is_refused_before_anything_is_done(
    goofer: Goofer, three: Path, call: str
) -> None:
    assert goofer("migrate", "--db", "all").code == 0
    # In the last alone it would go down; the others have something to apply.
    migrate(three, "rates", "2_more", "CREATE TABLE rates_b (id integer);")
    assert goofer("migrate", "--db", "rates").code == 0
    for name in ("core", "kyc"):
        migrate(three, name, "0_late", f"CREATE TABLE {name}_late (id integer);")
    outcome = goofer(*call.split())
    assert outcome.code == 2
    assert "one database at a time" in outcome.stderr
    versions = [goofer("status", "--db", name, "--json").json["applied"] for name in NAMES]
    assert versions == [1, 1, 2]


def test_going_up_to_a_version_in_all_of_them_is_fine(goofer: Goofer, three: Path) -> None:
    for name in NAMES:
        migrate(three, name, "2_more", f"CREATE TABLE {name}_b (id integer);")
    assert goofer("migrate", "--db", "all", "--to", "1").code == 0
    assert goofer("migrate", "--db", "all", "--to", "+1").code == 0
    found = goofer("status", "--db", "all", "--json").json["databases"]
    assert [one["fields"]["current"] for one in found] == ["2", "2", "2"]


def test_a_database_of_another_environment_is_passed_by(
    goofer: Goofer, three: Path, jobs: list[str]
) -> None:
    with (three / "goofer.toml").open("a", encoding="utf-8") as file:
        file.write('environments = ["production"]\n')
    outcome = goofer("migrate", "--db", "all", *jobs, "--json")
    assert outcome.code == 0
    assert results(outcome.json["databases"])["rates"] == "skipped"
    assert not (three / "rates.db").exists()
    refused = goofer("migrate", "--db", "rates")
    assert refused.code == 2
    assert "rates is there in production" in refused.stderr
    assert goofer("migrate", "--db", "rates", "--env", "production").code == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("create x --db all", "This is done for one database at a time"),
        ("status --db all --url sqlite://", "--url is for one database"),
        ("migrate --db all --dir other", "--directory is for one database"),
        ("migrate --db core --jobs 2", "--jobs is for many databases, and this is one."),
        ("migrate --db core --keep-going", "--keep-going is for many databases, and this is one."),
    ],
)
def test_what_is_for_one_or_for_all_is_said_of_the_other(
    goofer: Goofer, three: Path, call: str, message: str
) -> None:
    outcome = goofer(*call.split())
    assert outcome.code == 2
    assert message in outcome.stderr


def test_new_migrations_come_into_the_folder_of_the_database(goofer: Goofer, three: Path) -> None:
    assert goofer("create", "more", "--db", "rates").code == 0
    assert len(list((three / "rates").glob("*_more.up.sql"))) == 1


def test_the_history_can_have_a_schema_of_its_own_which_is_made(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    settings = 'history_table = "ran"\nhistory_schema = "our.own"\n'
    text = f'[databases.a]\nurl = "{postgresql_url}"\ndirectory = "a"\n{settings}'
    (folder / "goofer.toml").write_text(text, encoding="utf-8")
    (folder / "a").mkdir()
    migrate(folder, "a", "1_first", "CREATE TABLE a (id integer PRIMARY KEY);", "DROP TABLE a;")
    assert goofer("migrate").code == 0
    assert goofer("rollback").code == 0
    with closing(open_store(postgresql_url).connect()) as session:
        tables = session.query(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema IN ('public', 'our.own') ORDER BY 2"
        )
    assert tables == [("our.own", "ran"), ("our.own", "ran_lease")]


def test_two_services_share_a_database_with_a_history_each(
    goofer: Goofer, folder: Path, database_url: str
) -> None:
    for name in ("billing", "accounts"):
        (folder / name).mkdir()
        own = folder / name / "own.toml"
        own.write_text(
            f'url = "{database_url}"\nhistory_table = "{name}_history"\n', encoding="utf-8"
        )
        (folder / name / "migrations").mkdir()
        migrate(folder / name, "migrations", "1_first", f"CREATE TABLE {name} (id integer);")
        assert goofer("migrate", "--config", str(own)).code == 0
    for name in ("billing", "accounts"):
        own = folder / name / "own.toml"
        found = goofer("status", "--config", str(own), "--json").json
        assert (found["applied"], found["missing"]) == (1, 0)


def python_migration(folder: Path, name: str, title: str, up: str) -> None:
    lines = "\n".join(f"    {line}" for line in up.splitlines())
    text = f"def up(context):\n{lines}\n\n\ndef down(context):\n    pass\n"
    (folder / name / f"{title}.py").write_text(text, encoding="utf-8")


def test_a_migration_in_code_reaches_the_other_databases(goofer: Goofer, three: Path) -> None:
    assert goofer("migrate", "--db", "all").code == 0
    python_migration(
        three,
        "core",
        "2_copy",
        "kyc = context.databases['kyc']\n"
        "kyc.execute('INSERT INTO kyc_a VALUES (?)', 1)\n"
        "with kyc.transaction():\n"
        "    kyc.run('INSERT INTO kyc_a VALUES (2); INSERT INTO kyc_a VALUES (3);')\n"
        "for (number,) in kyc.query('SELECT id FROM kyc_a ORDER BY id'):\n"
        "    context.execute('INSERT INTO core_a VALUES (?)', number)\n"
        "assert sorted(context.databases) == ['kyc', 'rates']",
    )
    outcome = goofer("migrate", "--db", "core")
    assert outcome.code == 0, outcome.stderr
    with closing(open_store("sqlite:///kyc.db").connect()) as session:
        assert session.query("SELECT count(*) FROM kyc_a") == [(3,)]


def test_a_transaction_on_another_database_is_undone_when_it_raises(
    goofer: Goofer, three: Path
) -> None:
    assert goofer("migrate", "--db", "all").code == 0
    python_migration(
        three,
        "core",
        "2_copy",
        "kyc = context.databases['kyc']\n"
        "kyc.execute('INSERT INTO kyc_a VALUES (?)', 1)\n"
        "with kyc.transaction():\n"
        "    kyc.execute('INSERT INTO kyc_a VALUES (?)', 2)\n"
        "    raise ValueError('no')",
    )
    assert "ValueError: no" in goofer("migrate", "--db", "core").stderr
    with closing(open_store("sqlite:///kyc.db").connect()) as session:
        assert session.query("SELECT id FROM kyc_a") == [(1,)]


def test_a_database_that_is_not_there_is_named_with_those_that_are(
    goofer: Goofer, three: Path
) -> None:
    python_migration(three, "kyc", "2_copy", "context.databases['kyc']")
    said = goofer("migrate", "--db", "kyc").stderr
    assert "There is no other database 'kyc'; there are core, rates." in said


def test_another_database_that_is_out_of_reach_undoes_the_migration(
    goofer: Goofer, three: Path
) -> None:
    settings = (three / "goofer.toml").read_text(encoding="utf-8")
    away = settings.replace("sqlite:///kyc.db", "postgresql://127.0.0.1:1/kyc")
    (three / "goofer.toml").write_text(away, encoding="utf-8")
    python_migration(
        three, "core", "2_copy", "context.execute('DROP TABLE core_a')\ncontext.databases['kyc']"
    )
    said = goofer("migrate", "--db", "core").stderr
    assert "No connection to postgresql://127.0.0.1:1/kyc" in said
    assert "It was undone: nothing of it stayed. Applied before it in this run: 1_first." in said
    assert goofer("status", "--db", "core", "--json").json["dirty"] is None

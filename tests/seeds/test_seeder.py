"""Seeds run once for each content, in the environments that they are for."""

from __future__ import annotations

import pytest

from goofer_py.errors import DirtyOrDrifted, FileError, MigrationFailed, UsageError
from goofer_py.events import Event
from goofer_py.migrate.migrator import Migrator
from goofer_py.migrate.patience import Patience
from goofer_py.seeds.seeder import Seeder
from tests.seeds.conftest import Make, Program

CODE = """\
# goofer: environments development
\"\"\"Fill in words.\"\"\"

def up(context):
    for word in ("a", context.settings["environment"]):
        if not context.query("SELECT 1 FROM seen WHERE word = ?", word):
            context.execute("INSERT INTO seen (word) VALUES (?)", word)
"""
SQL = "INSERT INTO seen SELECT 'sql' WHERE NOT EXISTS (SELECT 1 FROM seen WHERE word = 'sql');\n"


def words(program: Program) -> list[str]:
    return sorted(row[0] for row in program.rows("SELECT word FROM seen"))


def test_sql_and_python_run_in_one_order_and_once(program: Program) -> None:
    program.seed("1_a.sql", SQL)
    program.seed("3_c.py", CODE)
    program.seed("2_b.up.sql", SQL.replace("'sql'", "'up'"))
    assert program.seeder().seed().versions == ("1", "2", "3")
    assert words(program) == ["a", "development", "sql", "up"]
    assert program.seeder().seed().versions == ()
    assert program.seeder().seed(fresh=True).versions == ("1", "2", "3")
    assert words(program) == ["a", "development", "sql", "up"]


def test_an_edited_seed_runs_again_and_comments_are_no_edit(on_sqlite: Program) -> None:
    file = on_sqlite.seed("1_a.sql", SQL)
    on_sqlite.seed("2_b.sql", SQL)
    seeder = on_sqlite.seeder()
    seeder.seed()
    file.write_text(f"-- Words.\n{SQL}")
    assert on_sqlite.seeder().seed().versions == ()
    file.write_text(SQL.replace("'sql'", "'other'"))
    assert [entry.state for entry in on_sqlite.seeder().status().entries] == ["changed", "done"]
    assert on_sqlite.seeder().seed().versions == ("1",)
    assert words(on_sqlite) == ["other", "sql"]


@pytest.mark.parametrize("name", ["2", "b", "2_b", "2_b.sql"])
def test_a_name_runs_one_again(on_sqlite: Program, name: str) -> None:
    for title in ("1_a", "2_b"):
        on_sqlite.seed(f"{title}.sql", SQL)
    on_sqlite.seeder().seed()
    assert on_sqlite.seeder().seed(name).versions == ("2",)


@pytest.mark.parametrize(
    ("name", "said"), [("c", "No seed is called 'c'"), ("a", "Several seeds are called 'a'")]
)
def test_a_name_has_to_be_one_of_them(on_sqlite: Program, name: str, said: str) -> None:
    on_sqlite.seed("1_a.sql", SQL)
    on_sqlite.seed("2_a.sql", SQL)
    with pytest.raises(UsageError, match=said):
        on_sqlite.seeder().seed(name)


def test_seeds_for_other_environments_are_skipped(on_sqlite: Program) -> None:
    on_sqlite.seed("1_a.sql", f"-- goofer: environments staging, test\n{SQL}")
    on_sqlite.seed("2_b.py", CODE)
    found = on_sqlite.seeder().seed()
    assert (found.versions, found.skipped) == (("2",), ("1_a",))
    with pytest.raises(UsageError, match="1_a is for staging and test, and this is development"):
        on_sqlite.seeder().seed("a")
    assert on_sqlite.seeder("test").seed().versions == ("1",)


@pytest.mark.parametrize("environment", ["production", "prod", "Production", "staging"])
def test_nothing_runs_in_production_unless_the_database_is_named(
    on_sqlite: Program, environment: str
) -> None:
    on_sqlite.seed("1_a.sql", SQL)
    seeder = on_sqlite.seeder(environment, settings={"protected": ("staging",)})
    for force in (None, "other.db"):
        with pytest.raises(UsageError, match=r"Nothing was run\.") as refused:
            seeder.seed(force=force)
        assert "goofer seed --force test.db" in str(refused.value.hint)
    with pytest.raises(UsageError):
        seeder.seed("a")
    assert words(on_sqlite) == []
    assert seeder.seed(force="test.db").versions == ("1",)


def test_nothing_runs_where_nobody_knows_the_environment(on_sqlite: Program) -> None:
    on_sqlite.seed("1_a.sql", SQL)
    with pytest.raises(UsageError, match="Nothing says which environment"):
        on_sqlite.seeder(None).seed()
    assert on_sqlite.seeder(None).status().entries[0].state == "pending"


def test_seeds_wait_for_migrations(on_sqlite: Program) -> None:
    on_sqlite.seed("1_a.sql", SQL)
    on_sqlite.migration("2_more", "CREATE TABLE more (x int);")
    with pytest.raises(DirtyOrDrifted, match="these are pending: 2_more") as refused:
        on_sqlite.seeder().seed()
    assert "goofer migrate" in str(refused.value.hint)
    assert on_sqlite.seeder().seed(allow_pending=True).versions == ("1",)


def test_a_seed_can_require_a_migration(on_sqlite: Program) -> None:
    on_sqlite.seed("1_a.sql", f"-- goofer: requires 2\n{SQL}")
    with pytest.raises(DirtyOrDrifted, match="1_a requires the migration 2, which is not applied"):
        on_sqlite.seeder(migrations=None).seed()


def test_a_seed_that_fails_is_undone_and_the_next_run_goes_on_with_it(program: Program) -> None:
    program.seed("1_a.sql", SQL)
    file = program.seed(
        "2_b.sql", "INSERT INTO seen VALUES ('b');\nINSERT INTO no_table VALUES (1);"
    )
    program.seed("3_c.py", CODE)
    with pytest.raises(MigrationFailed, match=r"2_b.*2_b\.sql:2") as failed:
        program.seeder().seed()
    assert failed.value.hint == "correct it, then: goofer seed"
    assert words(program) == ["sql"]
    file.write_text("INSERT INTO seen VALUES ('b');")
    assert program.seeder().seed().versions == ("2", "3")
    assert words(program) == ["a", "b", "development", "sql"]


def test_a_seed_without_a_transaction_is_gone_on_with(postgresql_url: str, make: Make) -> None:
    program = make(postgresql_url)
    head = "-- goofer: no-transaction\nINSERT INTO seen VALUES ('a');\n"
    file = program.seed("1_a.sql", f"{head}INSERT INTO no_table VALUES (1);")
    with pytest.raises(MigrationFailed):
        program.seeder().seed()
    program.migrator.session.execute("CREATE TABLE no_table (x int)")
    program.seeder().seed()
    assert words(program) == ["a"]
    file.write_text(f"{head}SELECT 1;")
    assert program.seeder().seed().versions == ("1",)
    assert words(program) == ["a", "a"]


def test_history_and_migrations_stay_apart(program: Program) -> None:
    program.seed("1_a.sql", SQL)
    program.seeder().seed()
    assert {record.name for record in program.migrator.history()} == {"tables"}
    ran = program.rows("SELECT version, name, direction, status FROM goofer_history_seeds")
    assert ran == [("1", "a", "up", "done")]


def test_seeding_holds_the_lease_of_migrations(on_sqlite: Program) -> None:
    look = "context.query(\"SELECT holder <> '' FROM goofer_history_lease\")"
    on_sqlite.seed("1_a.py", f"def up(context):\n    assert {look} == [(1,)]\n")
    assert on_sqlite.seeder().seed().versions == ("1",)
    assert on_sqlite.migrator.holder() is None
    on_sqlite.seed("2_b.py", f"def up(context):\n    assert {look} == [(1,)]\n")
    with pytest.raises(MigrationFailed, match="AssertionError"):
        on_sqlite.seeder(lease=None).seed()


def test_observers_are_told(on_sqlite: Program) -> None:
    on_sqlite.seed("1_a.sql", SQL)
    events: list[Event] = []
    on_sqlite.seeder(observer=events.append).seed()
    assert [type(event).__name__ for event in events] == [
        "RunStarted",
        "MigrationStarted",
        "MigrationFinished",
        "RunFinished",
        "RunSucceeded",
    ]
    assert {event.direction for event in events} == {"seed"}  # type: ignore[attr-defined]


def test_a_database_that_is_not_there_is_not_made_by_a_look(on_sqlite: Program) -> None:
    on_sqlite.seed("1_a.sql", SQL)
    missing = on_sqlite.folder / "missing.db"
    with Seeder(f"sqlite:///{missing}", on_sqlite.folder / "seeds", environment="test") as seeder:
        assert [entry.state for entry in seeder.status().entries] == ["pending"]
        assert [entry.title for entry in seeder.plan()] == ["1_a"]
    assert not missing.exists()


def test_status_tells_how_each_stands(on_sqlite: Program) -> None:
    on_sqlite.seed("1_a.sql", SQL)
    gone = on_sqlite.seed("2_b.sql", SQL)
    on_sqlite.seeder().seed()
    gone.unlink()
    on_sqlite.seed("3_c.sql", f"-- goofer: environments staging\n{SQL}")
    on_sqlite.seed("4_d.sql", SQL)
    status = on_sqlite.seeder().status()
    assert [(entry.title, entry.state) for entry in status.entries] == [
        ("1_a", "done"),
        ("2_b", "missing"),
        ("3_c", "skipped"),
        ("4_d", "pending"),
    ]
    assert status.entries[0].ran_at is not None
    assert [entry.title for entry in on_sqlite.seeder().plan()] == ["4_d"]
    assert [entry.title for entry in on_sqlite.seeder().plan(fresh=True)] == ["1_a", "4_d"]
    assert [entry.title for entry in on_sqlite.seeder().plan("a")] == ["1_a"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (("1_a.down.sql",), "seeds are not reverted"),
        (("1a.sql",), "1a.sql has no name of a seed"),
        (("1_a.sql", "01_b.csv"), "two seeds have the version 1: 01_b.csv and 1_a.sql"),
    ],
)
def test_names_that_would_never_run_are_refused(
    on_sqlite: Program, files: tuple[str, ...], said: str
) -> None:
    for file in files:
        on_sqlite.seed(file, "")
    with pytest.raises(FileError, match=said):
        on_sqlite.seeder().seed()


def test_other_files_are_left_alone(on_sqlite: Program) -> None:
    for name in ("README.md", "__init__.py", "_shared.py", "data.csv", "1_notes.txt"):
        on_sqlite.seed(name, "")
    assert on_sqlite.seeder().seed().versions == ()


def test_a_folder_that_is_missing_is_told(on_sqlite: Program) -> None:
    (on_sqlite.folder / "seeds").rmdir()
    with pytest.raises(FileError, match="the folder of the seeds does not exist"):
        on_sqlite.seeder().seed()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("1_a.py", "# goofer: key id\ndef up(context): ...\n", "a seed cannot say 'key'"),
        ("1_a.py", "# goofer: environments\n", r"1_a\.py:1: the directive environments needs"),
        ("1_a.csv", "# A.\n# goofer: tabel x\n", r"1_a\.csv:2: a seed cannot say 'tabel'"),
        ("1_a.csv", "# goofer: key\n", "the directive key needs columns"),
        ("1_a.csv", "# goofer: key a\n# goofer: key b\n", "the directive key is there twice"),
        ("1_a.csv", "# goofer: existing drop\n", "existing needs one of update, keep"),
        ("1_a.csv", "# goofer: timeout 5s\n", "a seed cannot say 'timeout'"),
        ("1_a.json", '{"tables": "x", "rows": []}', "a seed cannot say 'tables'"),
        ("1_a.json", '{"existing": "x", "rows": []}', "existing needs one of"),
        ("1_a.json", '{"rows": 1}', "the rows are a list of objects"),
        ("1_a.json", '[{"a": 1},\n 5x]', r"1_a\.json:2:3: the file is not JSON"),
        ("1_a.yaml", "- a: [1\n", "the file is not YAML"),
        ("1_a.yaml", "- 1\n", "the rows are a list of objects"),
    ],
)
def test_what_a_seed_cannot_say_is_told_with_its_place(
    on_sqlite: Program, name: str, text: str, said: str
) -> None:
    on_sqlite.seed(name, text)
    with pytest.raises(FileError, match=said):
        on_sqlite.seeder().seed()


def test_code_reaches_other_databases(on_sqlite: Program) -> None:
    other = f"sqlite:///{on_sqlite.folder / 'other.db'}"
    with Migrator(other, on_sqlite.folder / "migrations") as migrator:
        migrator.up()
        migrator.session.execute("INSERT INTO seen VALUES ('there')")
    on_sqlite.seed(
        "1_a.py",
        "def up(context):\n"
        "    for (word,) in context.databases['other'].query('SELECT word FROM seen'):\n"
        "        context.upsert('seen', [{'word': word}], key='word')\n",
    )
    on_sqlite.seeder(databases={"other": other}).seed()
    assert words(on_sqlite) == ["there"]


def test_statements_wait_for_locks_as_long_as_is_said(postgresql_url: str, make: Make) -> None:
    program = make(postgresql_url)
    program.seed("1_a.sql", SQL)
    program.seed("2_currencies.csv", "code\nEUR\n")
    with Migrator(postgresql_url, program.folder / "migrations") as other:
        other.session.begin()
        other.session.execute("LOCK TABLE currencies IN EXCLUSIVE MODE")
        with pytest.raises(MigrationFailed, match=r"2_currencies .*lock timeout"):
            program.seeder(patience=Patience(lock_timeout=0.2)).seed()
        other.session.rollback()
    assert program.seeder().seed().versions == ("2",)

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.migrate.history import History
from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer, Program

UP = "-- +goose Up\n{}\n-- +goose Down\n{}\n"
HISTORY = """\
CREATE TABLE {table} (
  id INTEGER PRIMARY KEY, version_id BIGINT NOT NULL, is_applied INTEGER NOT NULL,
  tstamp VARCHAR(40)
);
INSERT INTO {table} VALUES (1, 0, 1, '2026-01-31 12:00:00');
INSERT INTO {table} VALUES (2, 1, 1, '2026-01-31 12:00:01');
"""


def written(program: Program, count: int = 2) -> Path:
    """Write migrations of goose, of which the first is applied."""
    place = program.folder / "db"
    place.mkdir()
    for number in range(1, count + 1):
        text = UP.format(f"CREATE TABLE t{number} (id INTEGER);", f"DROP TABLE t{number};")
        (place / f"{number}_t.sql").write_text(text)
    program.run(HISTORY.format(table="goose_db_version") + "CREATE TABLE t1 (id INTEGER);")
    return place


def test_what_is_applied_is_taken_over_with_its_time_and_its_way_back(
    goofer: Goofer, program: Program
) -> None:
    written(program)
    assert goofer("import", "goose", "db", "--adopt", program.url).code == 0
    shown = goofer("history", "--json").json["records"]
    assert [(one["version"], one["started_at"][:19]) for one in shown] == [
        ("1", "2026-01-31T12:00:01")
    ]
    assert "taken over  1" in goofer("history").stdout
    for path in (program.folder / "migrations").glob("1_*"):
        path.unlink()
    assert goofer("rollback").code == 0
    assert program.query("SELECT count(*) FROM goose_db_version") == [(2,)]


def test_a_dry_run_shows_all_and_writes_nothing(goofer: Goofer, program: Program) -> None:
    written(program)
    outcome = goofer("import", "goose", "db", "--adopt", program.url, "--dry-run")
    assert outcome.code == 0
    assert "Would write migrations/2_t.up.sql" in outcome.stdout
    assert "Would take over that 1_t is applied" in outcome.stdout
    assert list((program.folder / "migrations").iterdir()) == []
    assert goofer("status", "--json").json["applied"] == 0


def test_another_table_can_be_named(goofer: Goofer, program: Program) -> None:
    written(program)
    program.run(HISTORY.format(table="other"))
    outcome = goofer("import", "goose", "db", "--adopt", program.url, "--table", "other")
    assert "up to 1" in outcome.stdout
    outcome = goofer("import", "goose", "db", "--adopt", program.url, "--table", "third")
    assert outcome.code == 2
    assert "has no table third" in outcome.stderr


def test_a_database_that_is_not_there_is_not_made(
    goofer: Goofer, sqlite_program: Program, tmp_path: Path
) -> None:
    written(sqlite_program)
    outcome = goofer("import", "goose", "db", "--adopt", f"sqlite:///{tmp_path / 'none.db'}")
    assert outcome.code == 1
    assert "so there is nothing that goose has applied to it. Nothing was written." in (
        outcome.stderr
    )
    assert "next: look at the URL of --adopt" in outcome.stderr
    assert not (tmp_path / "none.db").exists()
    assert list((sqlite_program.folder / "migrations").iterdir()) == []


def test_histories_that_went_on_apart_are_refused(goofer: Goofer, program: Program) -> None:
    written(program)
    assert goofer("import", "goose", "db", "--adopt", program.url).code == 0
    program.run("INSERT INTO goose_db_version VALUES (3, 2, 1, NULL)")
    outcome = goofer("import", "goose", "db", "--adopt", program.url)
    assert outcome.code == 5
    assert "goose's says it of others too" in outcome.stderr
    assert len(goofer("history", "--json").json["records"]) == 1


def test_taking_over_again_after_goofer_went_on_does_nothing(
    goofer: Goofer, program: Program
) -> None:
    written(program)
    goofer("import", "goose", "db", "--adopt", program.url)
    assert goofer("migrate").code == 0
    outcome = goofer("import", "goose", "db", "--adopt", program.url)
    assert outcome.code == 0
    assert "nothing more to take over" in outcome.stdout
    assert "All files are there already." in outcome.stdout


def test_files_that_came_later_are_added_and_edited_ones_stay(
    goofer: Goofer, program: Program
) -> None:
    place = written(program, 1)
    goofer("import", "goose", "db")
    edited = program.folder / "migrations" / "1_t.up.sql"
    edited.write_text(edited.read_text() + "-- by hand\n")
    (place / "2_t.sql").write_text(UP.format("SELECT 1;", "SELECT 2;"))
    outcome = goofer("import", "goose", "db")
    assert "Wrote migrations/2_t.up.sql" in outcome.stdout
    assert "migrations/1_t.up.sql was edited since it was imported" in outcome.stderr
    assert edited.read_text().endswith("-- by hand\n")


def test_all_is_taken_over_or_nothing(goofer: Goofer, sqlite_program: Program) -> None:
    written(sqlite_program)
    sqlite_program.run("INSERT INTO goose_db_version VALUES (3, 2, 1, NULL)")
    with closing(open_store(sqlite_program.url).connect()) as session:
        History(session).create()
    sqlite_program.run(
        "CREATE TRIGGER full BEFORE INSERT ON goofer_history WHEN new.version = '2'"
        " BEGIN SELECT raise(ABORT, 'no room'); END;"
    )
    outcome = goofer("import", "goose", "db", "--adopt", sqlite_program.url)
    assert outcome.code == 1
    assert "no room" in outcome.stderr
    assert sqlite_program.query("SELECT count(*) FROM goofer_history") == [(0,)]
    sqlite_program.run("DROP TRIGGER full")
    assert goofer("import", "goose", "db", "--adopt", sqlite_program.url).code == 0
    assert sqlite_program.query("SELECT count(*) FROM goofer_history") == [(2,)]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["import", "goose", "nowhere"], 1, "no such folder"),
        (["import", "goose", "empty"], 1, "goose has no migrations here"),
        (["import", "goose", "both", "--directory", "both"], 2, "goofer's own migrations"),
        (["import", "liquibase", "db"], 2, "'PROGRAM': 'liquibase' is not one of"),
        (["import", "alembic", "empty"], 1, "there is no alembic.ini"),
        (["import", "django", "empty"], 1, "there is no manage.py"),
    ],
)
def test_what_cannot_be_imported_is_an_error(
    goofer: Goofer, sqlite_program: Program, arguments: list[str], code: int, said: str
) -> None:
    (sqlite_program.folder / "empty").mkdir()
    (sqlite_program.folder / "both").mkdir()
    (sqlite_program.folder / "both" / "1_a.sql").write_text(UP)
    outcome = goofer(*arguments)
    assert outcome.code == code
    assert said in outcome.stderr


def test_a_python_that_lacks_the_program_is_told(goofer: Goofer, sqlite_program: Program) -> None:
    (sqlite_program.folder / "alembic.ini").write_text("[alembic]\n")
    outcome = goofer("import", "alembic", ".", "--python", "nowhere/python")
    assert outcome.code == 2
    assert "nowhere/python cannot be run" in outcome.stderr
    outcome = goofer("import", "alembic", ".")
    assert outcome.code == 1
    assert "could not be read by Alembic" in outcome.stderr


def test_a_project_whose_packages_are_elsewhere_is_told_what_to_name(
    goofer: Goofer, sqlite_program: Program
) -> None:
    place = sqlite_program.folder
    (place / "alembic.ini").write_text("[alembic]\nscript_location = alembic\n")
    (place / "alembic" / "versions").mkdir(parents=True)
    (place / "alembic" / "env.py").write_text("import a_package_of_the_project\n")
    outcome = goofer("import", "alembic", ".")
    assert outcome.code == 1
    assert "No module named 'a_package_of_the_project'" in outcome.stderr
    assert "next: --python PATH" in outcome.stderr

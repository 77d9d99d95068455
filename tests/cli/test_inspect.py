from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.schema import Name
from goofer_py.schema.document import from_document
from goofer_py.stores.registry import open_store
from tests.cli.conftest import Goofer

TABLES = """\
CREATE TABLE teams (id integer PRIMARY KEY, name varchar(40) NOT NULL DEFAULT 'a');
CREATE TABLE users (
    id integer PRIMARY KEY,
    team integer REFERENCES teams (id) ON DELETE CASCADE,
    mail text NOT NULL CHECK (mail <> ''),
    UNIQUE (mail, team)
);
CREATE UNIQUE INDEX users_team ON users (team DESC) WHERE team > 3;
CREATE VIEW mails AS SELECT mail FROM users;
CREATE TABLE tmp_a (id integer PRIMARY KEY);
CREATE TABLE alembic_version (version_num text);
"""


def run(url: str, script: str) -> None:
    with closing(open_store(url).connect()) as session:
        session.run(script)


@pytest.fixture
def url(database_url: str) -> str:
    run(database_url, TABLES)
    return database_url


def test_a_schema_is_shown_for_people(goofer: Goofer, url: str) -> None:
    outcome = goofer("inspect", "--url", url)
    assert outcome.code == 0
    lines = outcome.stdout.lower().splitlines()
    assert "table users" in lines
    assert any(line.startswith("  mail ") and " no" in line for line in lines)
    assert any("foreign key" in line and "(team) to teams (id)" in line for line in lines)
    assert any("on delete cascade" in line for line in lines)
    assert any(line.startswith("  unique index users_team (team desc) where") for line in lines)
    assert "view mails" in lines
    assert "alembic_version" not in outcome.stdout


def test_a_schema_is_a_document_that_can_be_read_again(goofer: Goofer, url: str) -> None:
    outcome = goofer("inspect", "--url", url, "--json")
    schema = from_document(outcome.json["schema"])
    assert {str(table.name) for table in schema.tables} == {"teams", "users", "tmp_a"}
    assert schema.table(Name("users")).find_column("mail") is not None


def test_what_the_settings_leave_out_is_not_shown(goofer: Goofer, folder: Path, url: str) -> None:
    (folder / "goofer.toml").write_text("exclude = ['tmp_*']\ninclude = ['t*']\n")
    schema = from_document(goofer("inspect", "--url", url, "--json").json["schema"])
    assert {str(table.name) for table in schema.tables} == {"teams"}


def test_the_statements_of_a_schema_make_it_again(goofer: Goofer, folder: Path, url: str) -> None:
    outcome = goofer("inspect", "--url", url, "--sql")
    assert outcome.code == 0
    assert "CREATE TABLE teams" in outcome.stdout


def test_the_statements_of_a_schema_run_on_an_empty_database(
    goofer: Goofer, sqlite_url: str, tmp_path: Path
) -> None:
    run(sqlite_url, TABLES)
    sql = goofer("inspect", "--url", sqlite_url, "--sql").stdout
    other = f"sqlite:///{tmp_path / 'other.db'}"
    run(other, sql)
    first = goofer("inspect", "--url", sqlite_url, "--json").json["schema"]
    second = goofer("inspect", "--url", other, "--json").json["schema"]
    assert from_document(second) == from_document(first)


def test_a_database_that_is_not_there_is_told_and_not_made(goofer: Goofer, folder: Path) -> None:
    outcome = goofer("inspect", "--url", "sqlite:///nope.db")
    assert outcome.code == 1
    assert outcome.stderr.splitlines()[0] == "error: There is no database sqlite:///nope.db yet."
    assert not (folder / "nope.db").exists()


def test_without_a_url_the_way_to_one_is_told(goofer: Goofer) -> None:
    outcome = goofer("inspect")
    assert outcome.code == 2
    assert "No database is named" in outcome.stderr
    assert outcome.stderr.endswith("next: goofer init\n")


def test_a_file_is_the_same_from_every_folder(
    goofer: Goofer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "goofer.toml").write_text('url = "sqlite:///app.db"\n')
    run(f"sqlite:///{folder / 'app.db'}", "CREATE TABLE here (id integer PRIMARY KEY)")
    inner = folder / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    assert "table here" in goofer("inspect").stdout
    assert list(inner.iterdir()) == []


def test_a_password_is_never_shown(goofer: Goofer) -> None:
    url = "postgresql://app:s3cret@127.0.0.1:1/shop"
    for arguments in (["inspect"], ["inspect", "--json"]):
        outcome = goofer(*arguments, "--url", url)
        assert outcome.code == 1
        assert "127.0.0.1" in outcome.stdout + outcome.stderr
        assert "s3cret" not in outcome.stdout + outcome.stderr

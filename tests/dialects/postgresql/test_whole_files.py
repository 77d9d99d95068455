"""Projects whose .sql files are the whole schema, and those that have entities as well."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from goofer_py.config import Settings
from goofer_py.errors import AnswerNeeded, UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.project import Project

EVENTS = "CREATE TABLE events (year integer PRIMARY KEY) PARTITION BY LIST (year);"
PARTS = "".join(
    f"CREATE TABLE events_{year} PARTITION OF events FOR VALUES IN ({year});"
    for year in (2025, 2026)
)
MODELS = """
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table(
    "events",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    postgresql_partition_by="LIST (year)",
)
"""


def changes(settings: Settings) -> list[str]:
    with Project(settings).generator(Choices(ask_rename=lambda _: False)) as generator:
        return [operation.describe() for operation in generator.compare().operations]


@pytest.fixture
def settings(postgresql_url: str, tmp_path: Path) -> Settings:
    """Give a project of one file that lacks two partitions, which its database has."""
    (tmp_path / "schema.sql").write_text(EVENTS, encoding="utf-8")
    settings = Settings(
        url=postgresql_url, directory=tmp_path / "migrations", objects=(tmp_path / "schema.sql",)
    )
    with Project(settings).migrator() as migrator:
        migrator.session.run(EVENTS + PARTS)
    return settings


def test_partition_that_the_files_lack_is_dropped(settings: Settings) -> None:
    assert [change.partition(" (")[0] for change in changes(settings)] == [
        "drop table events_2026",
        "drop table events_2025",
    ]


def test_partition_that_is_ignored_stays(settings: Settings) -> None:
    ignore = {"partitions": ("events.events_2026",)}
    assert [c.partition(" (")[0] for c in changes(replace(settings, ignore=ignore))] == [
        "drop table events_2025"
    ]


def test_partitions_stay_where_entities_say_what_there_is(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "models_of_events.py").write_text(MODELS, encoding="utf-8")
    with_models = replace(
        settings, objects=(), models=("models_of_events",), python_path=(tmp_path,)
    )
    assert changes(with_models) == []


def test_extension_is_made_moved_and_left_in_schemas_of_the_same_files(
    settings: Settings, tmp_path: Path
) -> None:
    words = "CREATE SCHEMA {0}; CREATE EXTENSION citext SCHEMA {0};"
    file = tmp_path / "schema.sql"
    file.write_text(
        EVENTS + PARTS + words.format("extras") + "CREATE TABLE words (word extras.citext);",
        encoding="utf-8",
    )
    settings = replace(settings, schemas=("extras",))
    with Project(settings).generator(Choices()) as generator:
        draft = generator.generate("words")
    assert draft is not None
    assert draft.proof is not None
    with Project(settings).migrator() as migrator:
        migrator.up()
    assert changes(settings) == []


FUNCTION = "CREATE FUNCTION f(n {}) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"


def test_comment_on_a_function_without_arguments_is_on_the_one_that_is_declared(
    postgresql_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "schema.sql"
    path.write_text(FUNCTION.format("text") + "COMMENT ON FUNCTION f IS 'x';\n", encoding="utf-8")
    settings = Settings(url=postgresql_url, directory=tmp_path / "migrations", objects=(path,))
    with Project(settings).migrator() as migrator:
        migrator.session.run(FUNCTION.format("integer"))

    with Project(settings).generator(Choices()) as generator:
        objects = generator.compare().desired.objects

    assert [(str(one), one.comment) for one in objects] == [("function f(text)", "x")]


@pytest.mark.parametrize("live", ["", "CREATE PUBLICATION p FOR TABLE t"])
def test_publication_in_a_file_is_reported_as_not_managed(
    live: str, postgresql_url: str, tmp_path: Path
) -> None:
    path, table = tmp_path / "schema.sql", "CREATE TABLE t (id integer PRIMARY KEY);\n"
    path.write_text(
        f"{table}-- who reads it\nCREATE PUBLICATION p FOR TABLE t;\n"
        "ALTER PUBLICATION p OWNER TO postgres;\nCOMMENT ON PUBLICATION p IS 'y';\n",
        encoding="utf-8",
    )
    settings = Settings(url=postgresql_url, directory=tmp_path / "migrations", objects=(path,))
    with Project(settings).migrator() as migrator:
        migrator.session.run(table + live)

    with Project(settings).generator(Choices()) as generator:
        found = generator.compare()

    assert found.operations == ()
    assert [(one.kind, one.name.name) for one in found.unmanaged] == [("publication", "p")]


FOREIGN = (
    "CREATE EXTENSION IF NOT EXISTS postgres_fdw;\n"
    "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere.invalid');\n"
    "CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (user 'me');\n"
    "CREATE FOREIGN TABLE remote (id integer) SERVER far;\n"
    "CREATE VIEW near AS SELECT id{} FROM remote;\n"
)


@pytest.mark.parametrize("live", [True, False])
def test_foreign_servers_and_tables_of_files_are_there_for_others_and_not_managed(
    live: bool, postgresql_url: str, tmp_path: Path
) -> None:
    path, table = tmp_path / "schema.sql", "CREATE TABLE t (id integer PRIMARY KEY);\n"
    path.write_text(table + FOREIGN.format(", id + 1 AS next"), encoding="utf-8")
    settings = Settings(url=postgresql_url, directory=tmp_path / "migrations", objects=(path,))
    with Project(settings).migrator() as migrator:
        migrator.session.run(FOREIGN.format("") if live else "")

    with Project(settings).generator(Choices()) as generator:
        found = generator.compare()

    made = [] if live else ["create extension postgres_fdw", "create view near"]
    changed = ["replace view near"] if live else []
    assert sorted(operation.describe() for operation in found.operations) == sorted(
        ["create table t", *made, *changed]
    )
    assert {(one.kind, one.name.name) for one in found.unmanaged} == {
        ("foreign server", "far"),
        ("foreign table", "remote"),
    }


PLACE = "CREATE TYPE place AS (street text{}); CREATE TYPE home AS (place place[]);\n"
USERS = "CREATE TABLE users (id integer PRIMARY KEY, home {});\n"


@pytest.mark.parametrize("held", [True, False])
def test_an_attribute_goes_only_when_its_values_may_be_discarded(
    held: bool, postgresql_url: str, tmp_path: Path
) -> None:
    path, users = tmp_path / "schema.sql", USERS.format("home" if held else "text")
    path.write_text(PLACE.format("") + users, encoding="utf-8")
    settings = Settings(url=postgresql_url, directory=tmp_path / "migrations", objects=(path,))
    with Project(settings).migrator() as migrator:
        migrator.session.run(PLACE.format(", zip text") + users)

    if held:
        with pytest.raises(AnswerNeeded, match=r'"place\.zip" = "keep"'):
            _generated(settings, Choices())
        with pytest.raises(UnsafeChange, match=r"place\.zip cannot be kept"):
            _generated(settings, Choices(on_drop="keep"))
    _generated(settings, Choices(dropped={"place.zip": "discard"} if held else {}))
    with Project(settings).migrator() as migrator:
        migrator.up()
    assert changes(settings) == []


def _generated(settings: Settings, choices: Choices) -> None:
    with Project(settings).generator(choices) as generator:
        generator.generate("x")

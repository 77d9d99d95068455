"""From entities to files that do what they say, on every database."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py.errors import AnswerNeeded, GenerateError, ProofFailed, UnsafeChange, UsageError
from goofer_py.generate.choices import Choices
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.introspect.scope import OTHER_TOOLS, Scope
from goofer_py.registry import SchemaRegistry
from tests.generate.conftest import Workshop


def users(*columns: sa.Column[Any]) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(200), nullable=False),
        *columns,
    )
    return metadata


@pytest.fixture
def peopled(workshop: Workshop) -> Workshop:
    """A database with a table of users, and two users in it."""
    workshop.generate(users())
    workshop.migrate()
    workshop.run("INSERT INTO users (id, email) VALUES (1, 'a@x'), (2, 'b@x')")
    return workshop


def test_the_files_say_what_they_do_and_that_they_are_proved(workshop: Workshop) -> None:
    draft = workshop.generate(users())
    assert sorted(path.name for path in workshop.directory.iterdir()) == [
        "20260131120001_create_users.down.sql",
        "20260131120001_create_users.up.sql",
    ]
    text = (workshop.directory / "20260131120001_create_users.up.sql").read_text()
    assert text == draft.up
    assert text.startswith("-- 20260131120001_create_users (up)\n-- Written by goofer ")
    assert "--   - create table users\n" in text
    assert "-- Proved: up, down and up again on a scratch copy of the schema" in text


def test_a_database_in_sync_gives_no_migration(workshop: Workshop) -> None:
    workshop.generate(users())
    workshop.migrate()
    assert workshop.draft(users()) is None


def test_a_database_that_sqlalchemy_made_gives_no_migration(workshop: Workshop) -> None:
    engine = sa.create_engine(re.sub(r"^postgresql:", "postgresql+psycopg:", workshop.url))
    users(sa.Column("age", sa.Integer, sa.CheckConstraint("age > 0"))).create_all(engine)
    engine.dispose()
    again = users(sa.Column("age", sa.Integer, sa.CheckConstraint("age > 0")))
    assert workshop.draft(again) is None


def test_pending_migrations_count_as_done(workshop: Workshop) -> None:
    workshop.generate(users())
    assert workshop.draft(users()) is None
    draft = workshop.generate(users(sa.Column("age", sa.Integer)))
    assert draft.name == "add_age_to_users"
    workshop.migrate()
    assert workshop.draft(users(sa.Column("age", sa.Integer))) is None


def test_a_pending_migration_that_does_not_run_is_named(workshop: Workshop) -> None:
    workshop.generate(users())
    (up,) = workshop.directory.glob("*.up.sql")
    up.write_text("CREATE TABLE broken (;")
    with pytest.raises(GenerateError, match="20260131120001_create_users is pending"):
        workshop.draft(users())


def test_versions_follow_each_other_whatever_the_clock_says(workshop: Workshop) -> None:
    workshop.directory.mkdir()
    (workshop.directory / "29990101000000_later.up.sql").write_text("SELECT 1;")
    (workshop.directory / "29990101000000_later.down.sql").write_text("SELECT 1;")
    assert workshop.generate(users()).version == "29990101000001"


def test_a_renamed_column_keeps_its_values_both_ways(peopled: Workshop) -> None:
    metadata = sa.MetaData()
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "mail", sa.String(200), nullable=False, info={"goofer": {"renamed_from": "email"}}
        ),
    )
    assert peopled.generate(metadata).name == "rename_email_to_mail_in_users"
    peopled.migrate()
    assert peopled.rows("SELECT mail FROM users ORDER BY id") == [("a@x",), ("b@x",)]
    generator = peopled.generator(metadata)
    assert generator.compare().removable_hints == ("users.mail (renamed_from email)",)
    generator.migrator.close()
    peopled.migrate("-1")
    assert peopled.rows("SELECT email FROM users ORDER BY id") == [("a@x",), ("b@x",)]


def test_a_likely_rename_that_nobody_answers_writes_nothing(peopled: Workshop) -> None:
    metadata = sa.MetaData()
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("mail", sa.String(200), nullable=False),
    )
    with pytest.raises(AnswerNeeded, match=r"email -> mail"):
        peopled.generate(metadata)
    assert len(list(peopled.directory.iterdir())) == 2
    assert peopled.generate(metadata, Choices(renames={"users.email": "mail"})).operations


def test_a_drop_that_nobody_answers_writes_nothing(peopled: Workshop) -> None:
    with pytest.raises(AnswerNeeded, match=r'"users" = "keep"'):
        peopled.generate(sa.MetaData())
    assert len(list(peopled.directory.iterdir())) == 2


def without_email() -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
    return metadata


def test_a_kept_column_comes_back_with_its_values(peopled: Workshop) -> None:
    peopled.generate(without_email(), Choices(on_drop="keep"))
    peopled.migrate()
    peopled.run("INSERT INTO users (id) VALUES (3)")
    peopled.migrate("-1")
    rows = peopled.rows("SELECT id, email FROM users ORDER BY id")
    assert rows == [(1, "a@x"), (2, "b@x"), (3, "")]
    peopled.forget_pending()
    assert peopled.draft(users()) is None


def test_a_discarded_column_comes_back_without_its_values(peopled: Workshop) -> None:
    draft = peopled.generate(without_email(), Choices(on_drop="discard"))
    assert draft.way_back == ("users.email comes back with '': its values are discarded",)
    assert "-- The way back:" in draft.up
    peopled.migrate()
    peopled.migrate("-1")
    assert peopled.rows("SELECT email FROM users") == [("",), ("",)]


@pytest.mark.parametrize(("fate", "left"), [("keep", 2), ("discard", 0)])
def test_a_dropped_table_comes_back_with_or_without_its_rows(
    peopled: Workshop, fate: str, left: int
) -> None:
    peopled.generate(sa.MetaData(), Choices(dropped={"users": fate}))  # type: ignore[dict-item]
    peopled.migrate()
    peopled.migrate("-1")
    assert peopled.rows("SELECT count(*) FROM users") == [(left,)]
    peopled.forget_pending()
    assert peopled.draft(users()) is None


def test_a_required_column_without_a_value_for_old_rows_is_refused(peopled: Workshop) -> None:
    metadata = users(sa.Column("age", sa.Integer, nullable=False))
    with pytest.raises(UnsafeChange) as caught:
        peopled.generate(metadata)
    for way_out in ("server default", "[fills]", '"fill"', "two steps", "Nothing was written"):
        assert way_out in str(caught.value)
    assert len(list(peopled.directory.iterdir())) == 2


@pytest.mark.parametrize(
    ("column", "choices"),
    [
        (sa.Column("age", sa.Integer, nullable=False, server_default="18"), Choices()),
        (
            sa.Column("age", sa.Integer, nullable=False, info={"goofer": {"fill": "18"}}),
            Choices(),
        ),
        (
            sa.Column("age", sa.Integer, nullable=False),
            Choices(fills={"users.age": "16 + 2"}),
        ),
    ],
    ids=["server default", "hint", "answer"],
)
def test_each_way_out_gives_old_rows_a_value(
    peopled: Workshop, column: sa.Column[int], choices: Choices
) -> None:
    metadata = users(column._copy())
    peopled.generate(metadata, choices)
    peopled.migrate()
    assert peopled.rows("SELECT age FROM users") == [(18,), (18,)]
    assert peopled.draft(metadata) is None


def test_a_required_column_on_an_empty_table_needs_no_value(workshop: Workshop) -> None:
    workshop.generate(users())
    workshop.migrate()
    assert workshop.generate(users(sa.Column("age", sa.Integer, nullable=False))).proof


def with_email(kind: sa.types.TypeEngine[Any], **options: Any) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", kind, nullable=False, **options),
    )
    return metadata


def test_a_type_change_that_rows_do_not_survive_is_refused_with_examples(
    peopled: Workshop,
) -> None:
    with pytest.raises(UnsafeChange, match=r"(?s)users\.email changes from .*a@x"):
        peopled.generate(with_email(sa.Integer()))
    assert len(list(peopled.directory.iterdir())) == 2


def test_a_type_change_with_a_conversion_keeps_the_rows(peopled: Workshop) -> None:
    info = {"goofer": {"using": "length(email)"}}
    peopled.generate(with_email(sa.Integer(), info=info))
    peopled.migrate()
    assert peopled.rows("SELECT email FROM users") == [(3,), (3,)]


def test_a_conversion_with_a_way_back_brings_the_values_back(workshop: Workshop) -> None:
    workshop.generate(users(sa.Column("price", sa.Integer)))
    workshop.migrate()
    workshop.run("INSERT INTO users (id, email, price) VALUES (1, 'a', 1995), (2, 'b', 20)")
    info = {"goofer": {"using": "price / 100.0", "back": "price * 100"}}
    draft = workshop.generate(users(sa.Column("price", sa.Numeric(12, 2), info=info)))
    assert draft.way_back == ()
    workshop.migrate()
    assert [float(row[0]) for row in workshop.rows(BY_ID)] == [19.95, 0.2]
    workshop.migrate("-1")
    assert workshop.rows(BY_ID) == [(1995,), (20,)]


def test_a_conversion_without_a_way_back_is_told_in_the_file(workshop: Workshop) -> None:
    workshop.generate(users(sa.Column("price", sa.Integer)))
    workshop.migrate()
    wanted = users(sa.Column("price", sa.Numeric(12, 2)))
    draft = workshop.generate(wanted, Choices(conversions={"users.price": "price / 100.0"}))
    (limit,) = draft.way_back
    assert limit.startswith("users.price takes the values as they are, as ")
    assert limit.endswith(": nobody said what undoes price / 100.0")
    assert limit in draft.down


BY_ID = "SELECT price FROM users ORDER BY id"


def test_nulls_in_a_column_that_becomes_required_are_counted(workshop: Workshop) -> None:
    workshop.generate(users(sa.Column("age", sa.Integer)))
    workshop.migrate()
    workshop.run("INSERT INTO users (id, email, age) VALUES (1, 'a', NULL), (2, 'b', 5)")
    required = users(sa.Column("age", sa.Integer, nullable=False))
    with pytest.raises(UnsafeChange, match=r"users\.age becomes NOT NULL, and 1 row has"):
        workshop.generate(required)
    draft = workshop.generate(required, Choices(fills={"users.age": "7"}))
    assert draft.way_back == ("rows of users that had NULL in age keep what they got instead",)
    workshop.migrate()
    assert workshop.rows("SELECT age FROM users ORDER BY id") == [(7,), (5,)]


def test_an_entity_that_the_server_refuses_is_told_in_its_words(workshop: Workshop) -> None:
    metadata = users(sa.Column("age", sa.Integer, sa.CheckConstraint("no_such_function(age)")))
    with pytest.raises(GenerateError, match="no_such_function"):
        workshop.generate(metadata)
    assert not workshop.directory.exists()


def test_a_migration_that_its_template_spoils_is_not_written(
    workshop: Workshop, tmp_path: Path
) -> None:
    workshop.generate(users())
    workshop.migrate()
    overrides = tmp_path / "templates"
    overrides.mkdir()
    (overrides / "add_column.sql.j2").write_text("SELECT 1;")
    (overrides / "rebuild_table.sql.j2").write_text("SELECT 1;")
    (overrides / "alter_together.sql.j2").write_text("SELECT 1;")
    with pytest.raises(ProofFailed, match=r"still to do:\n  add column users\.age"):
        workshop.draft(users(sa.Column("age", sa.Integer)), templates=overrides)
    unproved = workshop.draft(users(sa.Column("age", sa.Integer)), templates=overrides, prove=False)
    assert unproved is not None
    assert "-- NOT PROVED: written without a trial run." in unproved.up


def test_nothing_is_left_in_the_database_by_generating(peopled: Workshop) -> None:
    before = peopled.rows(everything(peopled))
    peopled.generate(users(sa.Column("age", sa.Integer)))
    assert peopled.rows(everything(peopled)) == before


def everything(workshop: Workshop) -> str:
    if workshop.dialect == "sqlite":
        return "SELECT name FROM sqlite_schema ORDER BY name"
    if workshop.dialect == "mysql":
        # A scratch is named by its connection; that of one that is still open is another test's.
        return (
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema = DATABASE() OR (table_schema LIKE 'goofer_scratch_%'"
            " AND substring_index(substring_index(table_schema, '_', 3), '_', -1) NOT IN"
            " (SELECT id FROM information_schema.processlist)) ORDER BY 1, 2"
        )
    return (
        "SELECT nspname, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
        " WHERE nspname NOT LIKE 'pg_%' ORDER BY 1, 2"
    )


def test_without_a_database_the_migrations_are_what_is_compared(tmp_path: Path) -> None:
    def generator(metadata: sa.MetaData) -> MigrationGenerator:
        return MigrationGenerator(SchemaRegistry(metadata), "sqlite", tmp_path / "migrations")

    first = generator(users()).generate("create initial tables")
    assert first is not None
    assert first.name == "create_initial_tables"
    assert generator(users()).generate() is None
    second = generator(users(sa.Column("age", sa.Integer))).generate()
    assert second is not None
    assert second.name == "add_age_to_users"
    assert second.version > first.version


def test_without_a_database_postgresql_has_nowhere_to_try(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="postgresql"):
        MigrationGenerator(SchemaRegistry(users()), "postgresql", tmp_path).generate()


def test_what_is_declared_as_not_managed_is_left_alone_and_told(workshop: Workshop) -> None:
    workshop.directory.mkdir()
    workshop.run("CREATE TABLE legacy (id INTEGER)", "CREATE VIEW seen AS SELECT 1 AS one")
    metadata = sa.MetaData()
    info = {"goofer": {"manage": False}}
    sa.Table("legacy", metadata, sa.Column("other", sa.Text), info=info)
    generator = workshop.generator(metadata)
    with generator.migrator:
        found = generator.compare()
    assert found.operations == ()
    assert "legacy" in {str(one.name) for one in found.unmanaged}


def test_tables_out_of_scope_are_neither_made_nor_dropped(workshop: Workshop) -> None:
    metadata = users()
    for name in ("alembic_version", "tmp_one"):
        sa.Table(name, metadata, sa.Column("number", sa.Integer, primary_key=True))
    scope = Scope(exclude=(*OTHER_TOOLS, "tmp_*"))
    draft = workshop.draft(metadata, scope=scope)
    assert draft is not None
    assert [operation.describe() for operation in draft.operations] == ["create table users"]
    workshop.directory.mkdir()
    for direction, text in (("up", f"{draft.up} CREATE TABLE tmp_two (a INTEGER);"), ("down", "")):
        (workshop.directory / f"1_users.{direction}.sql").write_text(text)
    assert workshop.draft(metadata, scope=scope) is None
    workshop.migrate()
    assert workshop.draft(metadata, scope=scope) is None

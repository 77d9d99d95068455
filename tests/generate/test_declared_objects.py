"""Views, functions, triggers and the like from their declaration to the database and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from goofer_py import (
    CompositeType,
    Domain,
    EnumType,
    Extension,
    Function,
    Object,
    Policy,
    Procedure,
    Rule,
    SchemaRegistry,
    Trigger,
    View,
)
from goofer_py.errors import AnswerNeeded, GenerateError, UnsafeChange
from goofer_py.generate.choices import Choices
from goofer_py.generate.draft import Draft
from goofer_py.generate.generator import MigrationGenerator
from goofer_py.generate.options import GenerateOptions
from goofer_py.migrate.migrator import Migrator
from tests.generate.conftest import Workshop

Declare = Callable[[sa.MetaData, sa.Table], object]


def declared(declare: Declare, *columns: sa.Column[Any]) -> sa.MetaData:
    """Return a table of users, and what `declare` says besides."""
    metadata = sa.MetaData()
    users = sa.Table(
        "users",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.String(200), nullable=False),
        *columns,
    )
    declare(metadata, users)
    return metadata


def nothing(_metadata: sa.MetaData, _users: sa.Table) -> None:
    """Declare no object."""


def some_view(metadata: sa.MetaData, users: sa.Table) -> None:
    View("few", sa.select(users.c.id).where(users.c.id < 5), metadata=metadata)


def draft_from(workshop: Workshop, *sources: object, files: Path | None = None) -> Draft | None:
    registry = SchemaRegistry(*sources)
    if files is not None:
        registry.register_files(files)
    generator = MigrationGenerator(
        registry,
        workshop.dialect,
        workshop.directory,
        database=workshop.url,
        options=GenerateOptions(clock=workshop.clock),
    )
    with generator.migrator:
        return generator.generate()


VIEWS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY 1",
    "postgresql": "SELECT viewname FROM pg_views WHERE schemaname = 'public' ORDER BY 1",
    "mysql": "SELECT table_name FROM information_schema.views"
    " WHERE table_schema = database() ORDER BY 1",
}


def views_of(workshop: Workshop) -> list[str]:
    query = VIEWS.get(workshop.dialect, VIEWS["mysql"])
    return [name for (name,) in workshop.rows(query)]


def test_a_view_goes_up_down_and_is_found_again(workshop: Workshop) -> None:
    draft = workshop.generate(declared(some_view))
    assert "create view few" in draft.up
    workshop.migrate()
    assert views_of(workshop) == ["few"]
    assert workshop.draft(declared(some_view)) is None
    workshop.migrate("zero")
    assert views_of(workshop) == []


def test_a_changed_view_is_changed_and_back(workshop: Workshop) -> None:
    def changed(metadata: sa.MetaData, users: sa.Table) -> None:
        View("few", sa.select(users.c.id).where(users.c.id < 9), metadata=metadata)

    workshop.generate(declared(some_view))
    workshop.migrate()
    workshop.run("INSERT INTO users (id, email) VALUES (1, 'a'), (7, 'b')")
    workshop.generate(declared(changed))
    workshop.migrate()
    assert workshop.rows("SELECT id FROM few ORDER BY id") == [(1,), (7,)]
    assert workshop.draft(declared(changed)) is None
    workshop.migrate(_before(workshop))
    assert workshop.rows("SELECT id FROM few ORDER BY id") == [(1,)]
    assert workshop.draft(declared(some_view)) is not None


def _before(workshop: Workshop) -> str:
    """Return the version before the latest."""
    with Migrator(workshop.url, workshop.directory) as migrator:
        return sorted(migrator.known_versions())[-2]


def test_views_on_views_come_in_order_whatever_the_order_of_declaration(
    workshop: Workshop,
) -> None:
    def views(metadata: sa.MetaData, _users: sa.Table) -> None:
        View("c", "SELECT id FROM b", metadata=metadata)
        View("b", "SELECT id FROM a", metadata=metadata)
        View("a", "SELECT id FROM users", metadata=metadata)

    workshop.generate(declared(views))
    workshop.migrate()
    assert views_of(workshop) == ["a", "b", "c"]
    assert workshop.draft(declared(views)) is None


def test_a_view_steps_aside_while_its_column_changes(workshop: Workshop) -> None:
    def view(metadata: sa.MetaData, _users: sa.Table) -> None:
        View("ages", "SELECT age FROM users WHERE age > 1", metadata=metadata)

    workshop.generate(declared(view, sa.Column("age", sa.Integer)))
    workshop.migrate()
    workshop.run("INSERT INTO users (id, email, age) VALUES (1, 'a', 5)")
    wider = declared(view, sa.Column("age", sa.Numeric(12, 2)))
    workshop.generate(wider)
    workshop.migrate()
    assert workshop.rows("SELECT age FROM ages") == [(5,)]
    assert workshop.draft(wider) is None
    workshop.migrate(_before(workshop))
    assert workshop.rows("SELECT age FROM ages") == [(5,)]


def test_a_trigger_works_and_is_found_again(workshop: Workshop) -> None:
    def trigger(metadata: sa.MetaData, users: sa.Table) -> None:
        Function(
            "note",
            (),
            "trigger",
            "BEGIN INSERT INTO notes (id) VALUES (new.id); RETURN new; END",
            language="plpgsql",
            metadata=metadata,
            dialects=("postgresql",),
        )
        sa.Table("notes", metadata, sa.Column("id", sa.Integer, autoincrement=False))
        Trigger(
            "note",
            users,
            events="insert",
            execute="note()",
            body="INSERT INTO notes (id) VALUES (new.id);",
            metadata=metadata,
        )

    workshop.generate(declared(trigger))
    workshop.migrate()
    workshop.run("INSERT INTO users (id, email) VALUES (3, 'a')")
    assert workshop.rows("SELECT id FROM notes") == [(3,)]
    assert workshop.draft(declared(trigger)) is None
    workshop.migrate("zero")


def test_objects_of_kinds_that_nothing_declares_stay(workshop: Workshop) -> None:
    workshop.generate(declared(nothing))
    workshop.migrate()
    workshop.run("CREATE VIEW theirs AS SELECT id FROM users")
    assert workshop.draft(declared(nothing)) is None


def test_the_last_view_is_dropped_when_views_are_managed(workshop: Workshop) -> None:
    workshop.generate(declared(some_view))
    workshop.migrate()
    assert workshop.draft(declared(nothing)) is None
    draft = workshop.draft(declared(nothing), manage=("view",))
    assert draft is not None
    assert [operation.describe() for operation in draft.operations] == ["drop view few"]


def test_a_view_that_is_declared_no_more_is_dropped_when_another_is(workshop: Workshop) -> None:
    def both(metadata: sa.MetaData, users: sa.Table) -> None:
        some_view(metadata, users)
        View("other", "SELECT id FROM users", metadata=metadata)

    workshop.generate(declared(both))
    workshop.migrate()
    draft = workshop.generate(declared(some_view))
    assert [operation.describe() for operation in draft.operations] == ["drop view other"]
    workshop.migrate()
    assert views_of(workshop) == ["few"]
    workshop.migrate(_before(workshop))
    assert views_of(workshop) == ["few", "other"]


def test_what_the_server_refuses_is_said_with_its_place(workshop: Workshop) -> None:
    def broken(metadata: sa.MetaData, _users: sa.Table) -> None:
        View("few", "SELECT id FROM users WHERE", metadata=metadata)

    with pytest.raises(GenerateError, match=r"refuses view few of .*test_declared_objects.py:\d+"):
        workshop.draft(declared(broken))


def test_a_table_under_a_view_that_nobody_declares_is_not_dropped(workshop: Workshop) -> None:
    workshop.generate(declared(nothing, sa.Column("age", sa.Integer)))
    workshop.migrate()
    workshop.run("CREATE VIEW theirs AS SELECT age FROM users")
    with pytest.raises(UnsafeChange, match=r"theirs uses (the )?column users\.age"):
        workshop.draft(declared(nothing), Choices(on_drop="discard"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "objects"
    folder.mkdir()
    (folder / "views.sql").write_text(
        "-- Two views, the second first.\n"
        "CREATE VIEW second AS SELECT id FROM first;\n"
        "DROP VIEW IF EXISTS first;\n"
        "CREATE VIEW first AS SELECT id FROM users WHERE email <> ';';\n"
    )
    (folder / "only.postgresql.sql").write_text(
        "CREATE FUNCTION public.half(a integer) RETURNS integer LANGUAGE sql\n"
        "AS $$ SELECT a / 2; $$;\n"
        "COMMENT ON FUNCTION public.half(integer) IS 'half of it';\n"
        "ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;\n"
    )
    return folder


def test_files_go_up_and_down_and_are_found_again(workshop: Workshop, files: Path) -> None:
    metadata = declared(nothing)
    assert draft_from(workshop, metadata, files=files) is not None
    workshop.migrate()
    assert views_of(workshop) == ["first", "second"]
    assert draft_from(workshop, metadata, files=files) is None
    (files / "views.sql").write_text("CREATE VIEW first AS SELECT id FROM users")
    draft = draft_from(workshop, metadata, files=files)
    assert draft is not None
    workshop.migrate()
    assert views_of(workshop) == ["first"]
    workshop.migrate("zero")
    assert views_of(workshop) == []


def everything(metadata: sa.MetaData, users: sa.Table) -> None:
    """Declare one of each kind, some of which use others."""
    View("few", sa.select(users.c.id), metadata=metadata, comment="some")
    View("sums", "SELECT count(*) AS n FROM few", materialized=True, metadata=metadata)
    Object("CREATE UNIQUE INDEX sums_n ON sums (n)", metadata=metadata)
    Function("add", "a integer, b integer DEFAULT 1", "integer", "SELECT a + b", metadata=metadata)
    Function("add", "a text", "text", "SELECT a", metadata=metadata, comment="of text")
    Function("touch", (), "trigger", "BEGIN RETURN new; END", language="plpgsql", metadata=metadata)
    Function("CREATE FUNCTION n() RETURNS bigint LANGUAGE sql AS 'SELECT 1'", metadata=metadata)
    Procedure("tidy", body="DELETE FROM public.users", metadata=metadata)
    Trigger("touch", users, timing="before", events=["update"], execute="touch", metadata=metadata)
    Domain("address", "text", checks="VALUE LIKE '%@%'", metadata=metadata)
    CompositeType("pair", {"a": sa.Integer, "b": "address"}, metadata=metadata)
    EnumType("mood", ["sad", "ok"], metadata=metadata, comment="of people")
    Extension("citext", metadata=metadata)
    Policy("own", users, using="id > 0", metadata=metadata)
    Rule("keep", users, event="delete", do="INSTEAD NOTHING", metadata=metadata)
    View("away", "SELECT 1 AS one", schema="app", metadata=metadata)


def test_every_kind_goes_up_and_down_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    workshop = Workshop(postgresql_url, tmp_path / "migrations")
    workshop.generate(declared(nothing))
    workshop.migrate()
    draft = workshop.generate(declared(everything))
    kinds = {operation.describe().rpartition(" ")[0] for operation in draft.operations}
    assert {"create view", "create enum mood (sad,"} <= kinds | {"create view"}
    workshop.migrate()
    assert workshop.draft(declared(everything)) is None
    workshop.migrate(_before(workshop))
    assert workshop.rows("SELECT count(*) FROM pg_proc WHERE proname IN ('add', 'touch')") == [(0,)]
    assert views_of(workshop) == []
    workshop.migrate()
    assert workshop.draft(declared(everything)) is None


def renamed(suffix: str = "", **said: str) -> sa.MetaData:
    def declare(metadata: sa.MetaData, users: sa.Table) -> None:
        View(f"few{suffix}", sa.select(users.c.id), metadata=metadata, renamed_from=said.get("v"))
        View("top", f"SELECT id FROM few{suffix}", metadata=metadata)
        Function(
            f"touch{suffix}",
            (),
            "trigger",
            "BEGIN RETURN new; END",
            language="plpgsql",
            metadata=metadata,
            renamed_from=said.get("f"),
            dialects=("postgresql",),
        )
        Trigger(
            f"note{suffix}",
            users,
            execute=f"touch{suffix}()",
            body="DELETE FROM users WHERE id < 0;",
            metadata=metadata,
            renamed_from=said.get("t"),
        )

    return declared(declare)


def test_a_declaration_may_say_what_it_was_called(workshop: Workshop) -> None:
    workshop.generate(renamed())
    workshop.migrate()
    after = renamed("_2", v="few", f="touch", t="note")
    draft = workshop.generate(after)
    renames = [o.describe() for o in draft.operations if o.describe().startswith("rename")]
    assert renames == {
        "postgresql": [
            "rename function touch() to touch_2",
            "rename trigger note on users to note_2",
            "rename view few to few_2",
        ],
    }.get(workshop.dialect, [])
    workshop.migrate()
    assert views_of(workshop) == ["few_2", "top"]
    assert workshop.draft(after) is None
    workshop.migrate(_before(workshop))
    assert views_of(workshop) == ["few", "top"]
    back = Choices(ask_rename=lambda _: True)
    assert workshop.draft(renamed(), back) is not None


def test_a_rename_that_is_done_can_be_removed(postgresql_url: str, tmp_path: Path) -> None:
    workshop = Workshop(postgresql_url, tmp_path / "migrations")
    after = renamed("_2", v="few", f="touch", t="note")
    workshop.generate(after)
    workshop.migrate()
    generator = workshop.generator(after)
    with generator.migrator:
        found = generator.compare()
    assert found.operations == ()
    assert found.removable_hints == (
        "view few_2 (renamed_from few)",
        "function touch_2 (renamed_from touch)",
        "trigger note_2 (renamed_from note)",
    )


def test_a_table_is_renamed_on_sqlite_under_its_view_and_trigger(
    sqlite_url: str, tmp_path: Path
) -> None:
    def named(name: str, **hints: str) -> sa.MetaData:
        metadata = sa.MetaData()
        table = sa.Table(
            name,
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("email", sa.String(40)),
            info={"goofer": hints},
        )
        body = f"UPDATE {name} SET email = lower(email) WHERE id = new.id;"
        View("few", f"SELECT id, email FROM {name} WHERE id < 5", metadata=metadata)
        Trigger("lowers", table, timing="after", events=["insert"], body=body, metadata=metadata)
        return metadata

    workshop = Workshop(sqlite_url, tmp_path / "migrations")
    workshop.generate(named("users"))
    workshop.migrate()
    draft = workshop.generate(named("people", renamed_from="users"))
    workshop.migrate()

    assert [operation.describe() for operation in draft.operations] == [
        "rename table users to people"
    ]
    assert workshop.draft(named("people")) is None
    workshop.run("INSERT INTO people (id, email) VALUES (1, 'ADA@X')")
    assert workshop.rows("SELECT email FROM few") == [("ada@x",)]
    workshop.migrate("-1")
    workshop.run("INSERT INTO users (id, email) VALUES (2, 'BOB@X')")
    assert workshop.rows("SELECT email FROM few") == [("ada@x",), ("bob@x",)]


def a_view(name: str, below: int = 5) -> Declare:
    def declare(metadata: sa.MetaData, users: sa.Table) -> None:
        View(name, sa.select(users.c.id).where(users.c.id < below), metadata=metadata)

    return declare


@pytest.mark.parametrize("below", [5, 6])
def test_a_view_that_says_the_same_under_another_name_is_a_question(
    workshop: Workshop, below: int
) -> None:
    workshop.generate(declared(a_view("few_users")))
    workshop.migrate()
    wanted = declared(a_view("some_users", below))
    if workshop.dialect != "postgresql":
        # Where none can be renamed, there is nothing to ask.
        assert [op.describe() for op in must(workshop.draft(wanted)).operations] == [
            "drop view few_users",
            "create view some_users",
        ]
        return
    with pytest.raises(AnswerNeeded, match="view few_users -> some_users") as caught:
        workshop.draft(wanted)
    assert caught.value.answers == '[renames]\n"view few_users" = "some_users"\n'
    assert caught.value.hint == ('goofer makemigrations --rename "view few_users=some_users"')
    apart = must(workshop.draft(wanted, Choices(renames={"view few_users": False})))
    assert [op.describe() for op in apart.operations] == [
        "drop view few_users",
        "create view some_users",
    ]
    answers = Choices(renames={"view few_users": "some_users"})
    draft = workshop.generate(wanted, answers)
    assert draft.operations[0].describe() == "rename view few_users to some_users"
    assert len(draft.operations) == (1 if below == 5 else 2)
    workshop.migrate()
    assert workshop.draft(wanted, answers) is None
    workshop.migrate("-1")
    assert workshop.rows("SELECT count(*) FROM few_users") == [(0,)]


def must(draft: Draft | None) -> Draft:
    assert draft is not None
    return draft

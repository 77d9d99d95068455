"""Event triggers and comments on schemas, which belong to no table."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py import EventTrigger, Namespace
from tests.dialects.postgresql.project import KINDS, Project, declared

NOTE = """
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO public.log (what) VALUES (tg_tag); END $$;
"""
FORBID = """
CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'nobody may %', tg_tag; END $$;
"""
LOG = "CREATE TABLE log (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what text);"


def log(metadata: sa.MetaData) -> sa.MetaData:
    sa.Table(
        "log",
        metadata,
        sa.Column("id", sa.Integer, sa.Identity(always=True), primary_key=True),
        sa.Column("what", sa.Text),
    )
    return metadata


@pytest.fixture
def project(postgresql_url: str, tmp_path: Path) -> Project:
    manage = (*KINDS, "event trigger", "schema comment")
    return Project(postgresql_url, tmp_path / "migrations", manage=manage)


def test_an_event_trigger_comes_behind_all_that_it_would_note(project: Project) -> None:
    wanted = log(declared(NOTE))
    EventTrigger("noting", "ddl_command_end", "note", comment="all", metadata=wanted)

    draft = project.change(wanted)

    assert draft.up.index("CREATE TABLE") < draft.up.index("CREATE EVENT TRIGGER")
    assert "left out of the trial" in draft.up
    # Its own comment is what it hears of first.
    assert ("CREATE TABLE",) not in project.rows("SELECT what FROM log")
    project.run("CREATE TABLE other ()")
    assert ("CREATE TABLE",) in project.rows("SELECT what FROM log")


def test_an_event_trigger_that_is_there_does_not_disturb_the_trial(project: Project) -> None:
    project.run(
        LOG + FORBID + "CREATE EVENT TRIGGER no ON ddl_command_start EXECUTE FUNCTION forbid();"
        "ALTER EVENT TRIGGER no DISABLE"
    )
    wanted = log(declared(FORBID + "CREATE VIEW v AS SELECT id FROM log;"))
    EventTrigger("no", "ddl_command_start", "forbid()", metadata=wanted)

    draft = project.generate(wanted)

    assert draft is not None
    assert draft.up.index("CREATE VIEW") < draft.up.index("ALTER EVENT TRIGGER no ENABLE;")
    assert project.rows("SELECT evtenabled FROM pg_event_trigger") == [("D",)]


@pytest.mark.parametrize(
    ("enabled", "kept"), [(False, "D"), ("replica", "R"), ("always", "A"), (True, "O")]
)
def test_the_state_of_an_event_trigger_is_that_declared(
    project: Project, enabled: bool, kept: str
) -> None:
    wanted = log(declared(NOTE))
    EventTrigger("noting", "sql_drop", "note", tags=["DROP VIEW"], enabled=enabled, metadata=wanted)

    project.change(wanted)

    assert project.rows("SELECT evtenabled, evttags FROM pg_event_trigger") == [
        (kept, ["DROP VIEW"])
    ]


def test_an_event_trigger_in_a_script_is_changed_and_dropped(project: Project) -> None:
    project.run(LOG + NOTE + "CREATE EVENT TRIGGER noting ON sql_drop EXECUTE FUNCTION note();")
    changed = (
        "CREATE EVENT TRIGGER noting ON ddl_command_end WHEN TAG IN ('CREATE VIEW')"
        " EXECUTE FUNCTION note(); COMMENT ON EVENT TRIGGER noting IS 'views';"
        "ALTER EVENT TRIGGER noting ENABLE ALWAYS;"
    )

    project.change(log(declared(NOTE + changed)))
    project.change(log(declared(NOTE)))

    assert project.rows("SELECT evtname FROM pg_event_trigger") == []


def test_an_event_trigger_that_nobody_declares_stays(postgresql_url: str, tmp_path: Path) -> None:
    there = Project(postgresql_url, tmp_path / "migrations", manage=())
    there.run(LOG + NOTE + "CREATE EVENT TRIGGER noting ON sql_drop EXECUTE FUNCTION note();")

    assert there.generate(log(sa.MetaData())) is None


def test_comments_on_schemas_come_change_and_go(postgresql_url: str, tmp_path: Path) -> None:
    manage = (*KINDS, "schema comment")
    project = Project(postgresql_url, tmp_path / "migrations", ("billing",), manage)
    project.run("CREATE SCHEMA billing; COMMENT ON SCHEMA public IS 'all'")
    first, second = sa.MetaData(), sa.MetaData()
    Namespace("public", comment="it's all", metadata=first)
    Namespace("billing", comment="public.users pay", metadata=first)
    Namespace("billing", metadata=second)

    project.change(first)
    said = "SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace"
    assert {("public", "it's all"), ("billing", "public.users pay")} <= set(project.rows(said))
    project.change(second)

    assert {("public", None), ("billing", None)} <= set(project.rows(said))


def test_a_comment_comes_and_goes_with_its_schema(postgresql_url: str, tmp_path: Path) -> None:
    project = Project(postgresql_url, tmp_path / "migrations", ("billing",), ())
    wanted = declared("CREATE SCHEMA billing; COMMENT ON SCHEMA billing IS 'pay'")

    draft = project.change(wanted)
    assert draft.up.index("CREATE SCHEMA") < draft.up.index("COMMENT ON SCHEMA")
    gone = project.change(sa.MetaData())

    assert "DROP SCHEMA billing" in gone.up


def test_comments_on_schemas_that_nobody_declares_stay(postgresql_url: str, tmp_path: Path) -> None:
    project = Project(postgresql_url, tmp_path / "migrations", manage=())
    project.run("COMMENT ON SCHEMA public IS 'all'")

    assert project.generate(sa.MetaData()) is None

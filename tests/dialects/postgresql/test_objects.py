"""Views, functions, triggers and the like come, change and go, with all that stands on them.

Each file in objects/ is what there is, with rows, and behind "-- becomes" what is to be. A case
goes there, back, and there again; each time the database has to be exactly what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from goofer_py.entities.objects import Domain, Function, Policy, View
from goofer_py.errors import UnsafeChange
from tests.dialects.postgresql.project import Project, declared

CASES = Path(__file__).parent / "objects"
USERS = "CREATE TABLE users (id integer PRIMARY KEY, name text, n integer);"
ROWS = "INSERT INTO users SELECT i, 'n' || i, i FROM generate_series(1, 3) i;"


@pytest.fixture
def project(postgresql_url: str, tmp_path: Path) -> Callable[..., Project]:
    def make(before: str = "", **options: object) -> Project:
        made = Project(postgresql_url, tmp_path / "migrations", **options)  # type: ignore[arg-type]
        if before:
            made.run(before)
        return made

    return make


def parts(path: Path) -> tuple[str, str, tuple[str, ...]]:
    """Return both scripts of a case and the schemas besides the default one that it is about."""
    before, _, after = path.read_text(encoding="utf-8").partition("-- becomes\n")
    names = tuple(n for n in ("app", '"Odd"') if f"CREATE SCHEMA {n}" in before + after)
    return before, after, tuple(name.strip('"') for name in names)


@pytest.mark.parametrize("path", sorted(CASES.glob("*.sql")), ids=lambda path: path.stem)
def test_objects_change_there_and_back(path: Path, project: Callable[..., Project]) -> None:
    before, after, namespaces = parts(path)
    project(before, namespaces=namespaces).change(after)


def test_what_nobody_declares_steps_aside_and_comes_back(project: Callable[..., Project]) -> None:
    objects = parts(CASES / "column_type_under_everything.sql")[0]
    there = project(objects, manage=())
    tables = "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50), n bigint);"
    kinds = sorted(one.kind for one in there.read().objects)

    there.change(tables + "CREATE TABLE audit (id serial, what text);")

    assert sorted(one.kind for one in there.read().objects) == kinds
    assert there.rows("SELECT n FROM w") == [(1,), (2,), (3,)]


def test_what_nobody_declares_keeps_what_it_uses(project: Callable[..., Project]) -> None:
    there = project(USERS + "CREATE VIEW v AS SELECT name FROM users;", manage=())

    with pytest.raises(UnsafeChange, match=r"view v uses the column users\.name"):
        there.generate("CREATE TABLE users (id integer PRIMARY KEY, n integer);")


def test_an_object_goes_with_the_setting_that_lists_its_kind(
    project: Callable[..., Project],
) -> None:
    there = project(USERS + "CREATE VIEW v AS SELECT name FROM users;", manage=("view",))

    there.change(USERS)

    assert there.read().objects == ()


def test_a_trial_touches_no_sequence_and_no_row_of_the_real_tables(
    project: Callable[..., Project],
) -> None:
    before, after, namespaces = parts(CASES / "qualified.sql")
    there = project(before, namespaces=namespaces)
    there.generate(after)
    there.migrate()
    there.generate(after + "CREATE VIEW public.another AS SELECT id FROM app.users;")

    assert there.rows("SELECT last_value, is_called FROM public.sq") == [(1, False)]
    assert there.rows("SELECT count(*) FROM public.users") == [(0,)]


def test_a_body_keeps_the_spelling_of_its_author(project: Callable[..., Project]) -> None:
    before, after, namespaces = parts(CASES / "qualified.sql")
    there = project(before, namespaces=namespaces)
    draft = there.generate(after)

    assert draft is not None
    assert 'INSERT INTO "public".users' in draft.up
    assert """EXECUTE 'INSERT INTO "Odd"."T x" VALUES (nextval(''public.sq''))'""" in draft.up
    assert "SET search_path TO 'app', 'public'" in draft.up
    assert "goofer_scratch" not in draft.up + draft.down


def test_a_view_follows_a_column_to_its_new_name(project: Callable[..., Project]) -> None:
    there = project(
        "CREATE TABLE t (id integer PRIMARY KEY, old integer); INSERT INTO t VALUES (1, 2);"
        "CREATE VIEW v AS SELECT old FROM t; CREATE VIEW w AS SELECT old FROM v;"
    )

    wanted = declared(
        "CREATE VIEW v AS SELECT fresh AS old FROM t; CREATE VIEW w AS SELECT old FROM v;"
    )
    key = sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)
    sa.Table("t", wanted, key, sa.Column("fresh", sa.Integer))

    draft = there.change(wanted, renames={"t.old": "fresh"})

    assert [type(operation).__name__ for operation in draft.operations] == ["RenameColumn"]


def test_an_extension_that_is_there_is_taken_as_it_is(project: Callable[..., Project]) -> None:
    there = project("CREATE EXTENSION citext; CREATE TABLE t (c citext);", manage=())

    assert there.generate("CREATE EXTENSION citext; CREATE TABLE t (c citext);") is None


def test_an_extension_that_others_installed_stays(project: Callable[..., Project]) -> None:
    there = project("CREATE EXTENSION hstore;", manage=())

    draft = there.generate("CREATE EXTENSION citext;")

    assert draft is not None
    assert [operation.describe() for operation in draft.operations] == ["create extension citext"]


@pytest.mark.parametrize(
    ("extension", "rest"),
    [
        ("pg_trgm", "CREATE INDEX i ON t USING gin (a gin_trgm_ops);"),
        ("btree_gist", "ALTER TABLE t ADD CONSTRAINT e EXCLUDE USING gist (a WITH =);"),
    ],
)
def test_an_extension_is_there_for_the_operators_of_new_indexes(
    project: Callable[..., Project], extension: str, rest: str
) -> None:
    there = project()

    draft = there.change(f"CREATE EXTENSION {extension}; CREATE TABLE t (a text); {rest}")

    said = [operation.describe() for operation in draft.operations]
    assert said[:2] == [f"create extension {extension}", "create table t"]


def test_an_extension_goes_to_the_schema_it_is_declared_in(
    project: Callable[..., Project],
) -> None:
    there = project("CREATE SCHEMA ext;", namespaces=("ext",))

    draft = there.change(
        "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE TABLE t (c ext.citext);"
    )

    assert "CREATE EXTENSION citext SCHEMA ext;" in draft.up


def test_an_extension_has_the_version_it_is_declared_with(project: Callable[..., Project]) -> None:
    there = project()

    first = there.generate("CREATE EXTENSION citext VERSION '1.5'; CREATE TABLE t (c citext);")
    assert first is not None
    assert "CREATE EXTENSION citext VERSION '1.5';" in first.up
    there.migrate()
    assert there.generate("CREATE EXTENSION citext; CREATE TABLE t (c citext);") is None
    second = there.generate("CREATE EXTENSION citext VERSION '1.6'; CREATE TABLE t (c citext);")
    there.migrate()

    assert second is not None
    assert "ALTER EXTENSION citext UPDATE TO '1.6';" in second.up
    assert there.rows("SELECT extversion FROM pg_extension WHERE extname = 'citext'") == [("1.6",)]


def test_an_extension_moves_to_the_schema_it_is_declared_in(
    project: Callable[..., Project],
) -> None:
    there = project("CREATE SCHEMA ext; CREATE EXTENSION citext;", namespaces=("ext",))

    draft = there.change("CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext;")

    assert "ALTER EXTENSION citext SET SCHEMA ext;" in draft.up


RENAMED = """
CREATE FUNCTION old_f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE DOMAIN old_d AS integer CHECK (VALUE > 0);
CREATE TABLE t (id integer PRIMARY KEY DEFAULT old_f(3), d old_d, CHECK (old_f(id) > 0));
INSERT INTO t VALUES (1, 2);
CREATE VIEW old_v AS SELECT id, old_f(d) AS f FROM t;
CREATE VIEW w AS SELECT id FROM old_v;
CREATE MATERIALIZED VIEW old_m AS SELECT id FROM w;
CREATE UNIQUE INDEX mi ON old_m (id);
CREATE POLICY old_p ON t USING (id > 0);
"""


def test_objects_are_renamed_with_all_that_names_them(project: Callable[..., Project]) -> None:
    there = project(RENAMED)
    wanted = declared(
        "CREATE TABLE t (id integer PRIMARY KEY DEFAULT new_f(3), d new_d, CHECK (new_f(id) > 0));"
        "CREATE VIEW w AS SELECT id FROM new_v; CREATE UNIQUE INDEX mi ON new_m (id)"
    )
    Function(
        "new_f",
        "a integer",
        "integer",
        "SELECT a",
        options=("IMMUTABLE",),
        renamed_from="old_f",
        metadata=wanted,
    )
    checks = {"old_d_check": "VALUE > 0"}
    Domain("new_d", "integer", checks=checks, renamed_from="old_d", metadata=wanted)
    View("new_v", "SELECT id, new_f(d) AS f FROM t", renamed_from="old_v", metadata=wanted)
    View("new_m", "SELECT id FROM w", materialized=True, renamed_from="old_m", metadata=wanted)
    Policy("new_p", "t", using="id > 0", enables=False, renamed_from="old_p", metadata=wanted)

    draft = there.change(wanted)

    kinds = [type(operation).__name__ for operation in draft.operations]
    assert kinds.count("RenameObject") == 5


def test_a_database_as_declared_needs_no_migration(project: Callable[..., Project]) -> None:
    corpus = (Path(__file__).parent / "corpus.sql").read_text(encoding="utf-8")
    there = project(namespaces=("app",))

    there.change(corpus)

    assert len(there.read().objects) >= 60


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("plpgsql", "BEGIN RETURN (SELECT count(name) FROM users); END"),
        ("sql", "SELECT count(name) FROM users"),
    ],
)
def test_a_body_that_keeps_an_old_name_is_told(
    project: Callable[..., Project], language: str, body: str
) -> None:
    counts = f"CREATE FUNCTION counts() RETURNS bigint LANGUAGE {language} AS '{body}';"
    there = project(USERS + counts, manage=())
    metadata = sa.MetaData()
    people = sa.Table("people", metadata, info={"goofer": {"renamed_from": "users"}})
    people.append_column(sa.Column("id", sa.Integer, primary_key=True))
    people.append_column(sa.Column("label", sa.Text, info={"goofer": {"renamed_from": "name"}}))
    people.append_column(sa.Column("n", sa.Integer))

    draft = there.generate(metadata)

    assert draft is not None
    assert "the body of function counts() names users, and stays so: here it becomes people" in (
        draft.up
    )
    assert "the body of function counts() names name, and stays so: here it becomes label" in (
        draft.up
    )


def test_a_body_that_is_said_anew_or_names_nothing_is_not_told(
    project: Callable[..., Project],
) -> None:
    body = "CREATE FUNCTION counts() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM {}';"
    other = "CREATE FUNCTION other() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
    there = project(USERS + body.format("users") + other)
    metadata = declared(body.format("people") + other)
    people = sa.Table("people", metadata, info={"goofer": {"renamed_from": "users"}})
    people.append_column(sa.Column("id", sa.Integer, primary_key=True))
    people.append_column(sa.Column("name", sa.Text))
    people.append_column(sa.Column("n", sa.Integer))

    draft = there.generate(metadata)

    assert draft is not None
    assert "stays so" not in draft.up + draft.down

"""The ready-made checks, also of what the database itself does not see to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goofer_py.errors import RollbackFailed
from goofer_py.migrate.migrator import Migrator
from tests.checks.conftest import Project, failed

KEYED = """\
CREATE TABLE users (id integer PRIMARY KEY, name varchar(40));
CREATE TABLE posts (
  id integer PRIMARY KEY, user_id integer, FOREIGN KEY (user_id) REFERENCES users (id)
);
INSERT INTO users VALUES (1, 'Ada');
INSERT INTO posts VALUES (10, 1), (11, NULL);
"""


@pytest.fixture
def keyed(project: Project) -> Project:
    """Give a project whose posts have a foreign key to users."""
    for file in project.migrations.iterdir():
        file.unlink()
    project.migration("1_keyed", KEYED, "DROP TABLE posts; DROP TABLE users;")
    with Migrator(project.url, project.migrations) as migrator:
        migrator.up()
    project.migration("2_more", "SELECT 1;")
    return project


def unchecked(migrator: Migrator, statements: str) -> None:
    """Run statements while the database does not see to foreign keys."""
    if migrator.session.dialect.name == "mysql":
        statements = f"SET foreign_key_checks = 0; {statements}; SET foreign_key_checks = 1"
    elif migrator.session.dialect.name == "postgresql":
        statements = f"SET session_replication_role = replica; {statements}; RESET ALL"
    migrator.session.run(statements)


def test_orphans_of_a_foreign_key_are_found(keyed: Project) -> None:
    with keyed.migrator(ready=("orphans",)) as migrator:
        assert migrator.up().versions == ("2",)
        unchecked(migrator, "INSERT INTO posts VALUES (12, 7), (13, 8), (14, 9), (15, 9)")
        error = failed(migrator.down)

    assert "orphans: rows of posts whose user_id is not in users." in error.message
    assert "\n    id 12, user_id 7\n    id 13, user_id 8\n    id 14, user_id 9\n    and more" in (
        error.message
    )


def test_orphans_of_keys_over_two_columns_and_odd_names_are_found(project: Project) -> None:
    with Migrator(project.url, project.migrations) as migrator:
        quote = migrator.session.dialect.quote
        order, parent = quote("order"), quote("Parent Table")
        project.migration(
            "3_pairs",
            f"CREATE TABLE {parent} (a integer, {order} integer, PRIMARY KEY (a, {order}));"
            f"CREATE TABLE child (id integer PRIMARY KEY, a integer, {order} integer,"
            f" FOREIGN KEY (a, {order}) REFERENCES {parent} (a, {order}));"
            f"INSERT INTO {parent} VALUES (1, 1);"
            "INSERT INTO child VALUES (1, 1, 1), (2, 1, NULL), (3, NULL, 5);",
        )
        migrator.up()
        project.migration("4_more", "SELECT 1;")
        unchecked(migrator, "INSERT INTO child VALUES (4, 1, 2)")
    with project.migrator(ready=("orphans",)) as migrator:
        error = failed(migrator.up)

    assert error.failures[0]["rows"] == ["id 4, a 1, order 2"]


def test_orphans_of_a_key_that_is_not_validated_are_found(
    postgresql_url: str, tmp_path: Path
) -> None:

    project = Project(tmp_path, postgresql_url)
    project.migration(
        "1_a",
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE posts (user_id int);"
        "INSERT INTO posts VALUES (5);"
        "ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID;",
    )
    with project.migrator(ready=("orphans",)) as migrator:
        error = failed(migrator.up)

    assert error.failures[0]["rows"] == ["user_id 5"]


def test_sqlite_with_foreign_keys_off_is_looked_at_too(tmp_path: Path) -> None:

    project = Project(tmp_path, f"sqlite:///{tmp_path}/app.db")
    project.migration(
        "1_a",
        "CREATE TABLE users (id integer PRIMARY KEY);"
        "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer REFERENCES users);"
        "CREATE TABLE lost (id integer PRIMARY KEY, what integer REFERENCES nowhere (id));"
        "INSERT INTO posts VALUES (1, 5);",
    )
    with project.migrator(ready=("orphans",)) as migrator:
        error = failed(migrator.up)
        assert error.failures[0]["rows"] == ["id 1, user_id 5"]
        # Where even the other table is gone, each value refers to nothing.
        migrator.session.run("INSERT INTO users VALUES (5); INSERT INTO lost VALUES (3, 4)")
        (asked,) = migrator.check()

    assert [one.message for one in asked.findings] == [
        "rows of lost whose what is not in nowhere, which is not there."
    ]
    assert asked.findings[0].rows == ("id 3, what 4",)


@pytest.fixture
def lacking(project: Project) -> Iterator[Migrator]:
    """Give a migrator whose users have a name that is required, and one has none."""
    project.migration("3_mail", "ALTER TABLE users ADD mail varchar(40);")
    with Migrator(project.url, project.migrations) as migrator:
        migrator.up()
        migrator.session.run("UPDATE users SET mail = 'ada@example.org' WHERE id = 1")
    project.migration("4_more", "SELECT 1;")
    with project.migrator(required=("users.mail",)) as migrator:
        yield migrator


def test_a_required_column_that_the_database_lets_be_null_is_looked_at(lacking: Migrator) -> None:
    error = failed(lacking.up)

    assert "nulls: rows of users without mail.\n    id 2, mail NULL" in error.message
    lacking.session.run("UPDATE users SET mail = '' WHERE id = 2")
    assert lacking.up().versions == ("4",)


def test_a_required_column_that_is_not_there_is_told(project: Project) -> None:
    with project.migrator(required=("users.nmae", "users.na*")) as migrator:
        # While migrations are pending it may come yet.
        assert migrator.up_to("1").versions == ("1",)
        error = failed(migrator.up)

    assert [one["message"] for one in error.failures] == [
        "there is no column users.nmae, which is required."
    ]


def test_a_key_that_sqlite_lets_be_null_is_looked_at(tmp_path: Path) -> None:

    project = Project(tmp_path, f"sqlite:///{tmp_path}/app.db")
    project.migration("1_a", "CREATE TABLE a (code text PRIMARY KEY); INSERT INTO a VALUES (NULL);")
    with project.migrator(ready=("nulls",)) as migrator:
        assert failed(migrator.up).failures[0]["rows"] == ["code NULL"]


def test_tables_that_stay_may_not_shrink(project: Project, blog: Migrator) -> None:
    project.migration("3_less", "DELETE FROM posts WHERE id = 11;", "SELECT 1;")
    with project.migrator(ready=("rows",)) as migrator:
        assert "rows: posts has 1 rows, and had 2 before the run." in failed(migrator.up).message
        migrator.down(unchecked=True)
        migrator.session.run("INSERT INTO posts VALUES (11, 2, 'Compilers')")
        with pytest.raises(RollbackFailed) as error:
            migrator.up(auto_rollback=True)
        assert error.value.message.endswith(
            "and there a check failed:\nrows: posts has 1 rows, and had 2 before the run."
        )

    # What a migration drops is gone by its own word, and what it makes was not there.
    project.migration("3_less", "DROP TABLE posts; CREATE TABLE tags (id integer);")
    with project.migrator(ready=("rows",)) as migrator:
        assert migrator.up().versions == ("3",)


def test_patterns_say_which_tables_are_looked_at(project: Project, blog: Migrator) -> None:
    project.migration("3_less", "DELETE FROM posts;", "SELECT 1;")
    with project.migrator(ready=("rows",), tables=("user*",)) as migrator:
        assert migrator.up().versions == ("3",)


NUMBERED = {
    "postgresql": "CREATE TABLE n (id serial PRIMARY KEY, x int)",
    "mysql": "CREATE TABLE n (id tinyint AUTO_INCREMENT PRIMARY KEY, x int)",
    "sqlite": "CREATE TABLE n (id integer PRIMARY KEY AUTOINCREMENT, x int)",
}
BEHIND = {
    "postgresql": "the next row of n would get id 3, and there is 127 already.",
    # Rows move this counter, until there is no number left.
    "mysql": "the next row of n would get id 127, and there is 127 already.",
    "sqlite": None,
}


def test_a_counter_that_gives_a_number_again_is_found(project: Project) -> None:
    with project.migrator(ready=("sequences",)) as migrator:
        dialect = migrator.session.dialect.name
        project.migration("3_n", f"{NUMBERED[dialect]};")
        migrator.up()
        migrator.session.run("INSERT INTO n (x) VALUES (1), (2)")
        project.migration("4_more", "SELECT 1;")
        assert migrator.up().versions == ("4",)
        project.migration("5_more", "SELECT 1;")
        migrator.session.run("UPDATE n SET id = 127 WHERE id = 2")
        expected = BEHIND[dialect]
        if expected is None:
            assert migrator.up().versions == ("5",)
            migrator.session.run("INSERT INTO n (x) VALUES (3)")
            assert migrator.session.query("SELECT max(id) FROM n") == [(128,)]
            return
        error = failed(migrator.up)

    assert [one["message"] for one in error.failures] == [expected]


def test_identity_and_shared_sequences_are_looked_at(postgresql_url: str, tmp_path: Path) -> None:

    project = Project(tmp_path, postgresql_url)
    project.migration(
        "1_a",
        "CREATE SEQUENCE shared; CREATE SCHEMA more;"
        'CREATE TABLE "T a" ("Id" bigint GENERATED BY DEFAULT AS IDENTITY, x int);'
        "CREATE TABLE b (id int DEFAULT nextval('shared'));"
        "CREATE TABLE c (id int DEFAULT nextval('shared'));"
        "CREATE TABLE backwards (id int);"
        "CREATE SEQUENCE down INCREMENT -1; ALTER TABLE backwards ALTER id SET DEFAULT"
        " nextval('down');"
        'INSERT INTO "T a" VALUES (5, 1); INSERT INTO b VALUES (1);'
        "INSERT INTO c VALUES (0); INSERT INTO backwards VALUES (10);",
    )
    with project.migrator(ready=("sequences",)) as migrator:
        error = failed(migrator.up)

    assert [one["message"] for one in error.failures] == [
        "the next row of T a would get Id 1, and there is 5 already.",
        "the next row of b would get id 1, and there is 1 already.",
    ]

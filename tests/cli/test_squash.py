"""`goofer squash`: one proved migration in the place of many, and databases that ran the many."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row
from tests.cli.conftest import Fresh, Goofer, Outcome

SHOP = Path(__file__).resolve().parents[2] / "migrations"
PEOPLE = "CREATE TABLE people (id integer PRIMARY KEY, name varchar(40))"
MANY = {
    "1_people": (PEOPLE, "DROP TABLE people"),
    "2_mail": (
        "ALTER TABLE people ADD COLUMN mail varchar(40)",
        "ALTER TABLE people DROP COLUMN mail",
    ),
    "3_seen": ("CREATE VIEW seen AS SELECT id, mail FROM people", "DROP VIEW seen"),
    "4_more": ("CREATE TABLE more (a integer)", "DROP TABLE more"),
}
ROWS = "INSERT INTO people (id, name) VALUES (1, 'it''s'), (2, NULL), (3, 'a\\\\b;')"


class Migrations:
    """A folder of them, which one command works on."""

    def __init__(self, goofer: Goofer, folder: Path, url: str) -> None:
        self.path = folder / "migrations"
        self.archive = folder / "migrations_archive"
        self.url = url
        self._goofer = goofer
        self.path.mkdir()

    def write(self, *titles: str, **scripts: str) -> None:
        for title in titles:
            for ending, text in zip(("up", "down"), MANY[title], strict=True):
                self.file(f"{title}.{ending}.sql").write_text(f"{text};\n", encoding="utf-8")
        for title, up in scripts.items():
            self.file(f"{title[1:]}.up.sql").write_text(f"{up};\n", encoding="utf-8")
            self.file(f"{title[1:]}.down.sql").write_text("SELECT 1;\n", encoding="utf-8")

    def file(self, name: str) -> Path:
        return self.path / name

    def names(self) -> list[str]:
        return sorted(path.name for path in self.path.iterdir())

    def call(self, *arguments: str, url: str | None = None) -> Outcome:
        return self._goofer(*arguments, "--url", url or self.url)

    def query(self, sql: str, url: str | None = None) -> list[Row]:
        with closing(open_store(url or self.url).connect()) as session:
            return session.query(sql)


@pytest.fixture
def migrations(goofer: Goofer, folder: Path, fresh: Fresh) -> Migrations:
    return Migrations(goofer, folder, fresh())


def test_the_shop_becomes_one_that_databases_have_which_ran_the_many(
    migrations: Migrations, kind: str
) -> None:
    migrations.path.rmdir()
    shutil.copytree(SHOP / kind, migrations.path)
    versions = sorted(path.name.partition("_")[0] for path in migrations.path.glob("*.up.sql"))
    with Migrator(migrations.url, migrations.path) as migrator:
        migrator.up()

    made = migrations.call("squash", "--to", versions[-2], "--json")

    assert made.code == 0, made.stdout
    assert made.json["replaces"] == versions[:-1]
    assert len(migrations.names()) == 4
    assert migrations.call("status", "--check").code == 0
    assert "Nothing to apply" in migrations.call("migrate").stdout
    assert migrations.call("drift").code == 0
    assert migrations.call("verify").code == 0


def test_a_database_that_ran_the_many_says_so_in_its_history_at_the_next_run(
    migrations: Migrations,
) -> None:
    migrations.write(*MANY)
    migrations.call("migrate")
    made = migrations.call("squash", "--to", "3", "--name", "Start of all")
    assert made.code == 0, made.stderr
    assert migrations.names()[:2] == ["3_start_of_all.down.sql", "3_start_of_all.up.sql"]
    archived = migrations.archive / "3_start_of_all"
    assert len(list(archived.iterdir())) == 6
    before = migrations.call("status", "--all", "--json").json

    run = migrations.call("migrate", "--json")

    assert before["missing"] == before["pending"] == 0
    assert "stands for 3 that ran" in before["migrations"][0]["notes"][0]
    assert run.json["migrations"] == []
    after = migrations.call("status", "--all", "--check", "--json").json
    assert [one["name"] for one in after["migrations"]] == ["start_of_all", "more"]
    records = migrations.call("history", "--json").json["records"]
    assert [(r["version"], r["direction"]) for r in records[-3:]] == [
        ("1", "down"),
        ("2", "down"),
        ("3", "up"),
    ]
    shown = migrations.call("history").stdout.splitlines()
    assert [line.split()[2] for line in shown[-3:]] == ["replaced", "replaced", "applied"]
    assert migrations.call("migrate", "--json").json["migrations"] == []
    assert len(migrations.call("history", "--json").json["records"]) == len(records)
    assert migrations.call("rollback", "--to", "zero").code == 0
    assert migrations.call("inspect").stdout.strip() == ""
    assert migrations.call("migrate").code == 0


def test_several_runs_at_once_record_it_once(migrations: Migrations) -> None:
    migrations.write("1_people", "2_mail")
    migrations.call("migrate")
    migrations.call("squash", "--to", "2")

    def run(_: int) -> int:
        with Migrator(migrations.url, migrations.path) as migrator:
            return len(migrator.up().migrations)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, range(4))) == [0] * 4

    records = migrations.call("history", "--json").json["records"]
    done = [record["version"] for record in records if record["status"] == "done"]
    assert done == ["1", "2", "1", "2"]


def test_going_down_knows_the_one_as_well(migrations: Migrations) -> None:
    migrations.write("1_people", "2_mail", "3_seen")
    migrations.call("migrate")
    migrations.call("squash", "--to", "latest")

    down = migrations.call("rollback", "--json")

    assert [one["name"] for one in down.json["migrations"]] == ["squashed"]
    assert migrations.call("status", "--json").json["applied"] == 0
    assert migrations.call("inspect").stdout.strip() == ""


def test_what_was_there_before_stays_below_what_can_be_reverted(migrations: Migrations) -> None:
    migrations.write("1_people", "2_mail", "3_seen")
    with closing(open_store(migrations.url).connect()) as session:
        session.run(f"{PEOPLE};")
    assert migrations.call("baseline", "1", "--yes").code == 0
    migrations.call("migrate")
    migrations.call("squash", "--to", "2")

    assert migrations.call("migrate").code == 0

    assert migrations.call("status", "--json").json["baseline"] == 1
    assert migrations.call("rollback").code == 0
    assert migrations.call("rollback").code != 0
    assert migrations.call("inspect").stdout.startswith("table people")


def test_a_new_database_runs_the_one(migrations: Migrations, fresh: Fresh) -> None:
    migrations.write(*MANY)
    migrations.call("migrate")
    migrations.call("squash", "--to", "3")
    other = fresh()

    run = migrations.call("migrate", "--json", url=other)

    assert [one["version"] for one in run.json["migrations"]] == ["3", "4"]
    assert migrations.call("diff", migrations.url, other).stdout.startswith("No difference")


def test_a_database_that_ran_some_of_the_many_is_refused_until_the_rest_ran(
    migrations: Migrations,
) -> None:
    migrations.write(*MANY)
    migrations.call("migrate", "--to", "2")
    migrations.call("squash", "--to", "3")

    refused = migrations.call("migrate")

    assert refused.code == 5
    assert "3_squashed stands for 3 migrations, of which 1, 2 ran here and 3 did" in refused.stderr
    assert "goofer migrate --directory ARCHIVE" in refused.stderr
    assert migrations.call("status", "--check").code == 5
    assert "1, 2 ran here" in migrations.call("status").stderr
    assert migrations.call("validate", "--with-database").code == 1
    archive = str(migrations.archive / "3_squashed")
    assert migrations.call("migrate", "--directory", archive).code == 0
    assert migrations.call("migrate", "--json").json["current"] == "4"
    assert migrations.call("status", "--check").code == 0


def test_one_that_was_skipped_among_the_many_is_refused_too(migrations: Migrations) -> None:
    migrations.write(*MANY)
    migrations.file("2_mail.up.sql").rename(migrations.path.parent / "aside")
    migrations.file("2_mail.down.sql").unlink()
    migrations.file("3_seen.up.sql").write_text("CREATE VIEW seen AS SELECT id FROM people;\n")
    migrations.call("migrate")
    (migrations.path.parent / "aside").rename(migrations.file("2_mail.up.sql"))
    assert migrations.call("squash", "--to", "3").code == 0

    refused = migrations.call("migrate")

    assert refused.code == 5
    assert "1, 3 ran here and 2 did not" in refused.stderr
    assert "--allow-newer --allow-out-of-order" in refused.stderr


def test_what_writes_rows_is_refused_by_name(migrations: Migrations) -> None:
    migrations.write(
        "1_people", v2_fill=ROWS, v3_change="UPDATE people SET name = 'x' WHERE id = 1"
    )
    migrations.file("4_code.py").write_text("def up(context): ...\ndef down(context): ...\n")

    refused = migrations.call("squash", "--to", "latest", "--json")

    assert refused.code == 1
    error = refused.json["error"]
    assert error["code"] == "SquashRefused"
    assert error["reasons"] == ["4_code: it is code", "2_fill: it writes rows of people (3)"]
    assert "--keep-data" in error["hint"]
    assert len(migrations.names()) == 7
    assert not migrations.archive.exists()


def test_one_of_the_many_that_fails_is_told_with_where_it_ran(migrations: Migrations) -> None:
    migrations.write(
        "1_people", v2_b="-- goofer: no-transaction\nCREATE TABLE b (x int);\nDROP TABLE nowhere"
    )

    failed = migrations.call("squash", "--to", "2")

    assert failed.code == 1
    assert "2_b (up) failed at" in failed.stderr
    assert "which is gone. Nothing was written." in failed.stderr
    assert "done and stay" not in failed.stderr


def test_rows_are_kept_as_a_new_database_has_them(migrations: Migrations, fresh: Fresh) -> None:
    migrations.write(
        "1_people", v2_fill=ROWS, v3_change="UPDATE people SET name = 'x' WHERE id = 1"
    )
    migrations.call("migrate")
    rows = migrations.query("SELECT * FROM people ORDER BY id")

    made = migrations.call("squash", "--to", "3", "--keep-data", "--json")

    assert made.code == 0, made.stdout
    assert made.json["tables_with_rows"] == 1
    assert [one.partition(":")[0] for one in made.json["left_out"]] == ["3_change.up.sql"]
    other = fresh()
    assert migrations.call("migrate", url=other).code == 0
    assert migrations.query("SELECT * FROM people ORDER BY id", other) == rows
    assert len(rows) == 3


def test_rows_are_left_out_when_told(migrations: Migrations, fresh: Fresh) -> None:
    migrations.write("1_people", v2_fill=ROWS)

    made = migrations.call("squash", "--to", "2", "--discard-data")

    assert made.code == 0
    assert "left out: 2_fill.up.sql:1: INSERT INTO people" in made.stderr
    assert "--   - 2_fill.up.sql:1: INSERT INTO people" in migrations.file(
        "2_squashed.up.sql"
    ).read_text(encoding="utf-8")
    other = fresh()
    migrations.call("migrate", url=other)
    assert migrations.query("SELECT * FROM people", other) == []


def test_numbers_of_rows_go_on_where_they_were(
    goofer: Goofer, folder: Path, postgresql_url: str, postgresql_server: object
) -> None:
    migrations = Migrations(goofer, folder, postgresql_url)
    migrations.write(
        v1_a="CREATE TABLE a (id serial PRIMARY KEY, n int GENERATED ALWAYS AS IDENTITY, b bytea,"
        " t text[], d timestamptz, u int GENERATED ALWAYS AS (3) STORED)",
        v2_rows="INSERT INTO a (b, t, d) VALUES ('\\x00ff', '{a,\"b;\"}', '2026-01-01 00:00+02'),"
        " (NULL, NULL, NULL)",
        v3_parts="CREATE TABLE p (d date) PARTITION BY RANGE (d);"
        "CREATE TABLE p1 PARTITION OF p DEFAULT; INSERT INTO p VALUES ('2026-01-01')",
    )

    assert migrations.call("squash", "--to", "3", "--keep-data").code == 0

    migrations.call("migrate")
    migrations.query("INSERT INTO a DEFAULT VALUES RETURNING 1")
    assert migrations.query("SELECT id, n FROM a ORDER BY id") == [(1, 1), (2, 2), (3, 3)]
    assert migrations.query("SELECT count(*) FROM p") == [(1,)]


def test_sequences_of_mariadb_go_on_where_they_were(
    goofer: Goofer, folder: Path, mariadb_url: str
) -> None:
    migrations = Migrations(goofer, folder, mariadb_url)
    migrations.write(
        v1_a="CREATE SEQUENCE s START WITH 5 INCREMENT BY 3 NOCACHE; CREATE SEQUENCE unused;"
        " CREATE TABLE a (id int)",
        v2_rows="INSERT INTO a VALUES (NEXT VALUE FOR s), (NEXT VALUE FOR s)",
    )

    made = migrations.call("squash", "--to", "2", "--keep-data")

    assert made.code == 0, made.stderr
    migrations.call("migrate")
    assert migrations.query("SELECT NEXT VALUE FOR s") == [(11,)]
    assert migrations.query("SELECT NEXT VALUE FOR unused") == [(1,)]


def test_rows_without_a_key_and_without_an_order_are_kept(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    migrations = Migrations(goofer, folder, postgresql_url)
    migrations.write(
        v1_a="CREATE TABLE a (j json, p point)",
        v2_rows="INSERT INTO a VALUES ('{\"a\": 1}', '(1,2)'), (NULL, NULL), ('{}', '(0,0)')",
    )

    made = migrations.call("squash", "--to", "2", "--keep-data")

    assert made.code == 0, made.stderr


def test_a_cycle_of_tables_with_rows_comes_in_an_order_that_holds(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    migrations = Migrations(goofer, folder, postgresql_url)
    migrations.write(
        v1_a="CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY,"
        " a int REFERENCES a); ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b;"
        " CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no'';"
        " END'; INSERT INTO a VALUES (1, NULL); INSERT INTO b VALUES (1, 1);"
        " UPDATE a SET b = 1; CREATE TRIGGER t BEFORE INSERT ON a EXECUTE FUNCTION f()",
        v2_b="CREATE TABLE c (a int)",
    )

    made = migrations.call("squash", "--to", "2", "--keep-data")

    assert made.code == 0, made.stderr


def test_what_a_schema_does_not_show_is_refused_by_name(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    migrations = Migrations(goofer, folder, postgresql_url)
    migrations.write("1_people", v2_do="DO $$ BEGIN PERFORM 1; END $$")

    refused = migrations.call("squash", "--to", "2")

    assert refused.code == 1
    assert "  - 2_do.up.sql:1: DO $$ BEGIN PERFORM 1; END $$" in refused.stderr


def test_rows_that_come_with_their_table_and_counters_are_refused_too(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    migrations = Migrations(goofer, folder, postgresql_url)
    migrations.write(
        v1_rows="CREATE TABLE a AS SELECT 1 AS one",
        v2_number="CREATE SEQUENCE s; ALTER SEQUENCE s RESTART WITH 1000",
    )

    refused = migrations.call("squash", "--to", "2", "--json").json["error"]

    assert refused["reasons"] == [
        "one of them makes a together with rows",
        "2_number.up.sql:1: ALTER SEQUENCE s RESTART WITH 1000",
    ]
    assert migrations.call("squash", "--to", "2", "--keep-data").code == 0


def test_what_goofer_cannot_make_is_refused_whatever_is_told(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    migrations = Migrations(goofer, folder, postgresql_url)
    migrations.write("1_people", v2_told="CREATE PUBLICATION told FOR TABLE people")

    refused = migrations.call("squash", "--to", "2", "--discard-data")

    assert refused.code == 1
    assert "publication told: goofer cannot make it" in refused.stderr


def test_migrations_for_one_environment_and_with_variables_are_refused(
    migrations: Migrations,
) -> None:
    migrations.write(
        "1_people",
        v2_dev="-- goofer: environments dev\nSELECT 1",
        v3_named="-- goofer: substitute\nSELECT 1",
    )

    refused = migrations.call("squash", "--to", "3", "--discard-data", "--env", "dev")

    assert "2_dev: it is for dev alone" in refused.stderr
    assert "3_named: variables are filled in" in refused.stderr


def test_owners_and_grants_of_the_many_are_in_the_one(
    goofer: Goofer, folder: Path, postgresql_url: str, fresh_role: str
) -> None:
    migrations = Migrations(goofer, folder, postgresql_url)
    migrations.write(
        "1_people",
        v2_access=f"CREATE VIEW v AS SELECT 1 AS one; GRANT SELECT ON people TO {fresh_role};"
        f" ALTER VIEW v OWNER TO {fresh_role}",
    )

    made = migrations.call("squash", "--to", "2")

    assert made.code == 0, made.stderr
    text = migrations.file("2_squashed.up.sql").read_text(encoding="utf-8")
    assert f"GRANT SELECT ON TABLE people TO {fresh_role}" in text
    assert f"OWNER TO {fresh_role}" in text
    assert text.count("OWNER TO") == 1


@pytest.fixture
def fresh_role(postgresql_url: str) -> object:
    """Give a role that goes at the end."""
    with closing(open_store(postgresql_url).connect()) as session:
        session.run("DROP ROLE IF EXISTS squash_reader; CREATE ROLE squash_reader;")
        yield "squash_reader"
        session.run("DROP OWNED BY squash_reader; DROP ROLE squash_reader;")


def test_squashing_again_takes_databases_of_every_age(migrations: Migrations, fresh: Fresh) -> None:
    ages = {age: fresh() for age in ("oldest", "many", "one", "new")}
    migrations.write("1_people", "2_mail", "3_seen")
    migrations.call("migrate", url=ages["oldest"])
    for file in migrations.path.glob("3_*"):
        file.unlink()
    migrations.call("migrate", url=ages["many"])
    migrations.call("squash", "--to", "2")
    migrations.call("migrate", url=ages["one"])
    migrations.write("3_seen")
    archive = str(migrations.archive / "2_squashed")
    assert (
        migrations.call("migrate", "--to", "2", "--directory", archive, url=ages["many"]).code == 0
    )
    with Migrator(ages["many"], migrations.path) as migrator:
        migrator.run_migration("3")
    migrations.call("migrate", url=ages["one"])

    assert migrations.call("squash", "--to", "3", "--name", "second").code == 0

    for url in ages.values():
        assert migrations.call("migrate", url=url).code == 0
        assert migrations.call("status", "--check", url=url).code == 0
        assert migrations.call("drift", url=url).code == 0
    text = migrations.file("3_second.up.sql").read_text(encoding="utf-8")
    assert "-- goofer: replaces 2, 3\n-- goofer: replaces-too 1\n" in text


def test_what_requires_one_of_the_many_is_content_with_the_one(
    migrations: Migrations,
) -> None:
    migrations.write("1_people", "2_mail")
    migrations.call("squash", "--to", "2")
    migrations.write(v3_next="-- goofer: requires 1\nCREATE TABLE next (a integer)")

    assert migrations.call("migrate").code == 0


def test_repeatable_scripts_are_no_part_of_it(migrations: Migrations, fresh: Fresh) -> None:
    migrations.write("1_people", "2_mail")
    migrations.file("R__seen.sql").write_text(
        "DROP VIEW IF EXISTS seen; CREATE VIEW seen AS SELECT id, mail FROM people;\n"
    )
    migrations.call("migrate")

    assert migrations.call("squash", "--to", "latest").code == 0

    text = migrations.file("2_squashed.up.sql").read_text(encoding="utf-8")
    assert "VIEW" not in text
    other = fresh()
    assert migrations.call("migrate", url=other).code == 0
    assert migrations.call("diff", migrations.url, other).stdout.startswith("No difference")


def test_files_of_the_many_beside_the_one_are_told(migrations: Migrations) -> None:
    migrations.write("1_people", "2_mail")
    migrations.call("squash", "--to", "2")
    migrations.write("1_people")

    assert "2 replaces 1, which is here as well" in migrations.call("validate").stderr
    refused = migrations.call("migrate")
    assert refused.code == 1
    assert "2_squashed replaces 1, which is among the migrations" in refused.stderr


def test_a_trial_writes_nothing_and_files_can_be_deleted(migrations: Migrations) -> None:
    migrations.write("1_people", "2_mail")

    shown = migrations.call("squash", "--to", "2", "--dry-run")
    assert "CREATE TABLE people" in shown.stdout
    assert len(migrations.names()) == 4

    assert migrations.call("squash", "--to", "2", "--delete").code == 0
    assert migrations.names() == ["2_squashed.down.sql", "2_squashed.up.sql"]
    assert not migrations.archive.exists()
    head = migrations.file("2_squashed.up.sql").read_text(encoding="utf-8")
    assert "Their files were deleted." in head


def test_an_archive_that_is_there_leaves_all_files_where_they_are(
    goofer: Goofer, folder: Path, sqlite_url: str
) -> None:
    migrations = Migrations(goofer, folder, sqlite_url)
    migrations.write("1_people", "2_mail")
    (folder / "there").mkdir()
    before = migrations.names()

    refused = migrations.call("squash", "--to", "2", "--archive", str(folder / "there"))

    assert refused.code == 1
    assert "--archive" in refused.stderr
    assert migrations.names() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "9"), "no migration with version 9"),
        (("--to", "1"), "is the only migration up to 1"),
        (("--to", "2", "--delete", "--archive", "x"), "exclude each other"),
        (("--to", "2", "--keep-data", "--discard-data"), "exclude each other"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    goofer: Goofer, folder: Path, sqlite_url: str, arguments: tuple[str, ...], said: str
) -> None:
    migrations = Migrations(goofer, folder, sqlite_url)
    migrations.write("1_people", "2_mail")

    refused = migrations.call("squash", *arguments)

    assert refused.code == 2
    assert said in refused.stderr


def test_an_archive_that_would_be_looked_into_is_refused(
    goofer: Goofer, folder: Path, sqlite_url: str
) -> None:
    migrations = Migrations(goofer, folder, sqlite_url)
    migrations.write("1_people", "2_mail")

    refused = migrations.call("squash", "--to", "2", "--recursive", "--archive", "migrations/old")

    assert refused.code == 2
    assert "migrations are looked for there too" in refused.stderr
    assert len(migrations.names()) == 4


def test_versions_are_known_however_they_are_spelled(
    goofer: Goofer, folder: Path, sqlite_url: str
) -> None:
    migrations = Migrations(goofer, folder, sqlite_url)
    migrations.write(v001_a="CREATE TABLE a (x int)", v002_b="CREATE TABLE b (x int)")
    migrations.call("migrate")

    assert migrations.call("squash", "--to", "2").code == 0

    assert migrations.names() == ["002_squashed.down.sql", "002_squashed.up.sql"]
    head = migrations.file("002_squashed.up.sql").read_text(encoding="utf-8")
    assert "migrations_archive/002_squashed." in head
    assert migrations.call("migrate").code == 0
    assert migrations.call("status", "--check").code == 0


def test_the_name_of_the_last_is_not_taken(goofer: Goofer, folder: Path, sqlite_url: str) -> None:
    migrations = Migrations(goofer, folder, sqlite_url)
    migrations.write("1_people", "2_mail")

    migrations.call("squash", "--to", "2", "--name", "mail")

    assert migrations.names() == ["2_mail_again.down.sql", "2_mail_again.up.sql"]

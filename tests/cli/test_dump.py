"""`goofer dump` and `goofer load`: one database made again as another."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from goofer_py.migrate.migrator import Migrator
from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row
from tests.cli.conftest import KINDS, Fresh, Goofer

SHOP = Path(__file__).resolve().parents[2] / "migrations"

RICH = {
    "sqlite": """
CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE,
    boss INTEGER REFERENCES people (id), born TEXT DEFAULT (date('now')), twice INTEGER
    GENERATED ALWAYS AS (id * 2) STORED, CHECK (name <> ';' AND length(name) < 99), UNIQUE (name));
CREATE TABLE notes (person INTEGER REFERENCES people, at TEXT, note TEXT DEFAULT 'it''s; -- none',
    PRIMARY KEY (person, at)) STRICT, WITHOUT ROWID;
CREATE INDEX notes_by_word ON notes (lower(note) DESC) WHERE note <> 'x;y';
CREATE VIEW named AS SELECT id, name FROM people WHERE name LIKE '%;%';
CREATE VIEW above AS SELECT * FROM named;
CREATE TRIGGER watched AFTER UPDATE OF name ON people BEGIN
    INSERT INTO notes (person, at) VALUES (new.id, 'now');
    DELETE FROM notes WHERE note = ';';
END;
CREATE TRIGGER into_view INSTEAD OF INSERT ON named BEGIN
    INSERT INTO people (name) VALUES (new.name);
END;
CREATE VIRTUAL TABLE words USING fts5(word, tokenize = 'porter');
CREATE TRIGGER heard AFTER INSERT ON people BEGIN INSERT INTO words VALUES (new.name); END;
""",
    "postgresql": """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('ok', 'it''s; so', 'sad');
CREATE DOMAIN other.short AS text DEFAULT 'x' CHECK (length(VALUE) < 9);
CREATE TYPE pair AS (a int, b text);
CREATE SEQUENCE counting START 5 INCREMENT 3 CYCLE;
CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name other.short NOT NULL,
    felt mood[] DEFAULT '{ok}', number int DEFAULT nextval('counting'), old serial, two pair,
    twice int GENERATED ALWAYS AS (old * 2) STORED,
    boss bigint REFERENCES people ON DELETE SET NULL,
    during tstzrange, EXCLUDE USING gist (during WITH &&), CHECK (number > 0) NO INHERIT);
COMMENT ON COLUMN people.felt IS 'how; it''s';
CREATE INDEX people_by_word ON people USING gin (lower(name) gin_trgm_ops) WHERE number > 1;
CREATE TABLE other.days (day date NOT NULL, person bigint REFERENCES people, note text)
    PARTITION BY RANGE (day);
CREATE TABLE other.days_2026 PARTITION OF other.days FOR VALUES FROM ('2026-01-01') TO
    ('2027-01-01');
CREATE TABLE other.days_rest PARTITION OF other.days DEFAULT;
CREATE INDEX ON other.days (day, person);
CREATE FUNCTION counted(n int DEFAULT 1, OUT total bigint) LANGUAGE plpgsql STABLE AS $body$
BEGIN
    SELECT count(*) + n INTO total FROM people WHERE name <> ';';
END $body$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.number := 1; RETURN new;
    END';
CREATE TRIGGER touched BEFORE UPDATE OF name ON people FOR EACH ROW WHEN (old.name <> 'a;')
    EXECUTE FUNCTION touch();
CREATE PROCEDURE cleared() LANGUAGE sql AS $$ DELETE FROM people; DELETE FROM other.days; $$;
CREATE VIEW named AS SELECT id, name, counted(1) AS total FROM people;
CREATE MATERIALIZED VIEW other.stored AS SELECT * FROM named;
CREATE UNIQUE INDEX stored_id ON other.stored (id);
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON people FOR SELECT USING (number > 1);
CREATE RULE quiet AS ON DELETE TO named DO INSTEAD NOTHING;
CREATE STATISTICS together (dependencies) ON number, old FROM people;
CREATE AGGREGATE longest(text) (SFUNC = textcat, STYPE = text, INITCOND = '');
CREATE PUBLICATION told FOR TABLE people;
""",
    "mysql": """
CREATE TABLE people (id int AUTO_INCREMENT PRIMARY KEY,
    name varchar(40) NOT NULL COMMENT 'it''s; so',
    mood enum('ok', 'it''s', 'a\\\\b') DEFAULT 'ok', boss int,
    twice int AS (id2 * 2) STORED, id2 int,
    at timestamp(3) DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
    UNIQUE KEY (name), FULLTEXT KEY words (name), KEY part (name(3) DESC),
    CONSTRAINT named CHECK (name <> ';'),
    FOREIGN KEY (boss) REFERENCES people (id) ON DELETE CASCADE)
    COMMENT 'all; of them';
CREATE TABLE days (day date NOT NULL, n int) PARTITION BY RANGE (to_days(day)) (
    PARTITION old VALUES LESS THAN (to_days('2026-01-01')),
    PARTITION rest VALUES LESS THAN MAXVALUE);
CREATE VIEW named AS SELECT id, name FROM people WHERE name LIKE '%;%';
CREATE VIEW above AS SELECT * FROM named;
CREATE TRIGGER watched BEFORE INSERT ON people FOR EACH ROW
BEGIN
    IF NEW.name IS NULL THEN SET NEW.name = 'it''s; none'; END IF;
    SET @a = 'x\\\\y';
END;
CREATE TRIGGER second BEFORE INSERT ON people FOR EACH ROW SET @b = 1;
CREATE FUNCTION doubled(n int) RETURNS int DETERMINISTIC BEGIN RETURN n * 2; END;
CREATE PROCEDURE cleared() BEGIN DELETE FROM days; DELETE FROM people; END;
CREATE EVENT daily ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE DO
BEGIN DELETE FROM days; DELETE FROM people; END;
""",
}
RICH["mariadb"] = RICH["mysql"] + "CREATE SEQUENCE counting START WITH 5 INCREMENT BY 3;\n"


def rich(folder: Path, kind: str) -> Path:
    """Write the migrations of a schema that has about everything."""
    migrations = folder / "migrations"
    migrations.mkdir(exist_ok=True)
    (migrations / "1_everything.up.sql").write_text(RICH[kind], encoding="utf-8")
    (migrations / "1_everything.down.sql").write_text("SELECT 1;\n", encoding="utf-8")
    (migrations / "2_more.up.sql").write_text("CREATE TABLE more (a int);\n", encoding="utf-8")
    (migrations / "2_more.down.sql").write_text("DROP TABLE more;\n", encoding="utf-8")
    return migrations


def query(url: str, sql: str) -> list[Row]:
    with closing(open_store(url).connect()) as session:
        return session.query(sql)


@pytest.mark.slow
def test_what_was_loaded_goes_down_to_nothing_and_up_again(
    goofer: Goofer, fresh: Fresh, kind: str
) -> None:
    first, second = fresh(), fresh()
    directory = str(SHOP / kind)
    with Migrator(first, directory) as migrator:
        migrator.up()
    goofer("dump", "one.sql", "--url", first, "--directory", directory)
    goofer("load", "one.sql", "--url", second, "--directory", directory)

    with Migrator(second, directory) as migrator:
        migrator.down_to("zero")
        assert goofer("inspect", "--url", second).stdout.strip() == ""
        migrator.up()

    assert goofer("diff", first, second, "--json").json["operations"] == []


def test_one_of_many_schemas_is_dumped_and_loaded_for_itself(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    with closing(open_store(postgresql_url).connect()) as session:
        session.run("CREATE SCHEMA one; CREATE SCHEMA two; CREATE TABLE public.mine (a int);")
        session.run("CREATE TABLE one.a (x int); CREATE VIEW one.v AS SELECT x FROM one.a;")
    one, two = (f"{postgresql_url}?options=-csearch_path%3D{name}" for name in ("one", "two"))

    dumped = goofer("dump", "one.sql", "--url", one)
    assert dumped.code == 0, dumped.stderr
    loaded = goofer("load", "one.sql", "--url", two)

    assert loaded.code == 0, loaded.stderr
    assert goofer("dump", "--url", two).stdout == (folder / "one.sql").read_text(encoding="utf-8")
    assert query(postgresql_url, "SELECT count(*) FROM two.v") == [(0,)]


NOT_IN_HERE = "-- Not in here, for goofer cannot make it or is told to leave it alone:\n"
LEFT_OUT = {("postgresql", "rich"): ["publication told"]}


@pytest.mark.parametrize("example", ["shop", "rich"])
def test_what_is_dumped_and_loaded_is_dumped_alike(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str, example: str
) -> None:
    first, second = fresh(), fresh()
    directory = SHOP / kind if example == "shop" else rich(folder, kind)
    with Migrator(first, directory) as migrator:
        migrator.up()

    dumped = goofer("dump", "one.sql", "--url", first, "--directory", str(directory))
    loaded = goofer("load", "one.sql", "--url", second, "--directory", str(directory))
    again = goofer("dump", "two.sql", "--url", second, "--directory", str(directory), "--json")

    assert (dumped.code, loaded.code, again.code) == (0, 0, 0), dumped.stderr + loaded.stderr
    one, two = ((folder / name).read_text(encoding="utf-8") for name in ("one.sql", "two.sql"))
    left_out = [f"--   - {name}\n" for name in LEFT_OUT.get((kind, example), ())]
    head = f"{NOT_IN_HERE}{''.join(left_out)}" if left_out else ""
    assert one.replace(head, "") == two
    assert bool(left_out) is (NOT_IN_HERE in one)
    status = goofer("status", "--check", "--url", second, "--directory", str(directory), "--json")
    assert status.code == 0
    assert status.json["pending"] == status.json["missing"] == 0
    assert len(again.json["versions"]) == status.json["applied"] > 1
    difference = goofer("diff", first, second, "--json")
    assert difference.json["operations"] == []


def test_what_nothing_can_make_is_named(goofer: Goofer, folder: Path, postgresql_url: str) -> None:
    directory = rich(folder, "postgresql")
    with Migrator(postgresql_url, directory) as migrator:
        migrator.up()

    dumped = goofer("dump", "one.sql", "--url", postgresql_url)

    assert "not in the dump: publication told" in dumped.stderr
    assert "--   - publication told\n" in (folder / "one.sql").read_text(encoding="utf-8")


PROGRAMS = {"sqlite": "sqlite3", "postgresql": "psql", "mysql": "mariadb", "mariadb": "mariadb"}


def fed(url: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Feed a file to the server's own program."""
    kind, parts = url.partition(":")[0].partition("+")[0], urlsplit(url)
    environment = dict(os.environ)
    name = unquote(parts.path[1:])
    host = ("-h", str(parts.hostname))
    if kind == "sqlite":
        arguments = ["sqlite3", "-bail", parts.path[1:]]
    elif kind == "postgresql":
        arguments = ["psql", "-X", "-v", "ON_ERROR_STOP=1", "-d", url]
    else:
        environment["MYSQL_PWD"] = unquote(parts.password or "")
        login = (*host, "-P", str(parts.port), "-u", unquote(parts.username or ""))
        arguments = ["mariadb", "--no-defaults", "--protocol=tcp", *login, name]
    with file.open() as text:
        return subprocess.run(
            arguments, stdin=text, env=environment, capture_output=True, text=True, check=False
        )


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=() if kind == "sqlite" else (getattr(pytest.mark, kind),))
        for kind in KINDS
        if shutil.which(PROGRAMS[kind])
    ],
)
def test_the_servers_own_program_loads_a_dump(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    first, second = fresh(), fresh()
    directory = rich(folder, kind)
    with Migrator(first, directory) as migrator:
        migrator.up()
    goofer("dump", "one.sql", "--url", first)

    run = fed(second, folder / "one.sql")

    assert run.returncode == 0, run.stderr
    assert goofer("diff", first, second, "--json").json["operations"] == []
    assert goofer("status", "--check", "--url", second).code == 0


def test_a_database_that_is_not_empty_is_refused_by_what_is_there(
    goofer: Goofer, folder: Path, fresh: Fresh
) -> None:
    url = fresh()
    (folder / "one.sql").write_text("CREATE TABLE fine (a int);\n", encoding="utf-8")
    with closing(open_store(url).connect()) as session:
        session.run("CREATE TABLE mine (a int); CREATE VIEW seen AS SELECT a FROM mine;")

    refused = goofer("load", "one.sql", "--url", url, "--json")

    assert refused.code == 1
    assert refused.json["error"]["code"] == "NotEmpty"
    assert refused.json["error"]["there"] == ["table mine", "view seen"]
    assert query(url, "SELECT * FROM seen") == []


def test_a_statement_that_fails_leaves_nothing_where_the_database_can_undo(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    url = fresh()
    (folder / "one.sql").write_text(
        "CREATE TABLE fine (a int);\n\nCREATE TABLE fine (a int);\n", encoding="utf-8"
    )

    failed = goofer("load", "one.sql", "--url", url, "--json")

    error = failed.json["error"]
    assert (failed.code, error["code"], error["line"]) == (1, "LoadFailed", 3)
    undone = kind in ("sqlite", "postgresql")
    assert error["undone"] is undone
    again = goofer("load", "one.sql", "--url", url, "--json").json["error"]
    assert again["code"] == ("LoadFailed" if undone else "NotEmpty")


def test_a_dump_goes_from_one_database_to_another_without_a_file(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    first, second = fresh(), fresh()
    (folder / "migrations").mkdir()
    (folder / "migrations" / "1_a.up.sql").write_text("CREATE TABLE a (x int);", encoding="utf-8")
    (folder / "migrations" / "1_a.down.sql").write_text("DROP TABLE a;", encoding="utf-8")
    assert goofer("migrate", "--url", first).code == 0
    text = goofer("dump", "-", "--url", first).stdout
    loaded = goofer("load", "-", "--url", second, input=text)
    assert loaded.code == 0, loaded.stderr
    assert "of stdin: " in loaded.stdout
    assert goofer("status", "--url", second, "--json").json["current"] == "1"
    assert goofer("dump", "--url", second).stdout == text
    assert not (folder / "-").exists()
    assert goofer("dump", "-", "--check", "--url", first).code == 2


@pytest.mark.parametrize("content", ["SELECT nothing;", "", "-- nothing"])
def test_a_load_that_fails_leaves_no_file(goofer: Goofer, folder: Path, content: str) -> None:
    (folder / "one.sql").write_text(content, encoding="utf-8")
    assert goofer("load", "one.sql", "--url", "sqlite:///new.db").code == 1
    assert not (folder / "new.db").exists()
    # A file that was there is left.
    (folder / "old.db").touch()
    assert goofer("load", "one.sql", "--url", "sqlite:///old.db").code == 1
    assert (folder / "old.db").exists()


@pytest.mark.parametrize("head", [b"PGDMP\x01\x0e\x00", b"SQLite format 3\x00 and more"])
def test_a_backup_that_is_to_be_loaded_is_named_with_its_own_command(
    goofer: Goofer, folder: Path, head: bytes
) -> None:
    (folder / "my one.dump").write_bytes(head + bytes(range(256)))
    refused = goofer("load", "my one.dump", "--url", "sqlite:///new.db")
    assert refused.code == 1
    assert refused.stderr.endswith("next: goofer restore 'my one.dump'\n")
    assert not (folder / "new.db").exists()


def test_an_empty_file_is_refused(goofer: Goofer, folder: Path, sqlite_url: str) -> None:
    (folder / "one.sql").write_text("-- nothing\n", encoding="utf-8")

    refused = goofer("load", "one.sql", "--url", sqlite_url)

    assert refused.code == 1
    assert "no statement" in refused.stderr


def test_a_part_of_a_dump_is_refused_wherever_it_ends(
    goofer: Goofer, folder: Path, fresh: Fresh
) -> None:
    first, second = fresh(), fresh()
    (folder / "migrations").mkdir()
    (folder / "migrations" / "1_a.up.sql").write_text("CREATE TABLE a (x int);\n")
    assert goofer("migrate", "--url", first).code == 0
    goofer("dump", "one.sql", "--url", first)
    paragraphs = (folder / "one.sql").read_text(encoding="utf-8").split("\n\n")

    for kept in range(2, len(paragraphs)):
        (folder / "part.sql").write_text("\n\n".join(paragraphs[:kept]) + "\n", encoding="utf-8")
        refused = goofer("load", "part.sql", "--url", second)
        assert refused.code == 1
        assert "it is a part of a dump. Nothing was run." in refused.stderr

    assert goofer("load", "one.sql", "--url", second).code == 0


@pytest.mark.parametrize(
    ("ends", "more"), [("\r\n", ""), ("\n", "CREATE TABLE by_hand (x int);\n")]
)
def test_a_dump_is_whole_with_other_line_ends_and_with_more_behind_it(
    goofer: Goofer, folder: Path, sqlite_url: str, ends: str, more: str
) -> None:
    (folder / "migrations").mkdir()
    (folder / "migrations" / "1_a.up.sql").write_text("CREATE TABLE a (x int);\n")
    assert goofer("migrate", "--url", sqlite_url).code == 0
    text = goofer("dump", "--url", sqlite_url).stdout.replace("\n", ends)
    (folder / "one.sql").write_bytes(f"{text}{more}".encode())

    loaded = goofer("load", "one.sql", "--url", f"sqlite:///{folder / 'other.db'}")

    assert loaded.code == 0, loaded.stderr


def test_a_dump_of_another_database_is_refused_before_anything_runs(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    url = fresh()
    other = "postgresql" if kind == "sqlite" else "sqlite"
    text = f"-- Schema and applied versions of a database, for {other} 15.18.\n\nSELECT 1;\n"
    (folder / "one.sql").write_text(text, encoding="utf-8")

    refused = goofer("load", "one.sql", "--url", url)

    assert refused.code == 1
    assert f"it is a dump of {other}, and the database is {kind}. Nothing was" in refused.stderr
    assert f"next: name an empty database of {other} with --url" in refused.stderr


@pytest.mark.postgresql
def test_what_pg_dump_wrote_is_loaded_with_its_history(
    goofer: Goofer, folder: Path, postgresql_url: str
) -> None:
    head = "SELECT pg_catalog.set_config('search_path', '', false);\n"
    (folder / "migrations").mkdir()
    (folder / "migrations" / "1_a.up.sql").write_text("CREATE TABLE a (x int);\n")
    assert goofer("migrate", "--url", postgresql_url).code == 0
    dumped = goofer("dump", "--url", postgresql_url).stdout
    for table in ("a", '"goofer_history"', '"goofer_history_lease"'):
        dumped = dumped.replace(f"TABLE {table} ", f"TABLE public.{table} ")
        dumped = dumped.replace(f"INTO {table} ", f"INTO public.{table} ")
    (folder / "one.sql").write_text(head + dumped, encoding="utf-8")
    with closing(open_store(postgresql_url).connect()) as session:
        session.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")

    loaded = goofer("load", "one.sql", "--url", postgresql_url)

    assert loaded.code == 0, loaded.stderr
    assert loaded.stdout.endswith(" is at 1.\n")


def test_the_check_tells_by_its_exit_code_whether_the_file_is_as_the_database(
    goofer: Goofer, folder: Path, sqlite_url: str
) -> None:
    directory = rich(folder, "sqlite")
    with Migrator(sqlite_url, directory) as migrator:
        migrator.up(steps=1)
        assert goofer("dump", "one.sql", "--check", "--url", sqlite_url).code == 3
        assert goofer("dump", "one.sql", "--url", sqlite_url).code == 0
        assert goofer("dump", "one.sql", "--check", "--url", sqlite_url).code == 0
        migrator.up()
    assert goofer("dump", "one.sql", "--check", "--url", sqlite_url).code == 3


def test_the_same_schema_gives_the_same_file_whoever_applied_it_when(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    directory = rich(folder, kind)
    texts = []
    for name in ("Anna", "Bob"):
        url = fresh()
        with Migrator(url, directory) as migrator, pytest.MonkeyPatch.context() as patch:
            patch.setenv("LOGNAME", name)
            migrator.up()
            migrator.down()
            migrator.up()
            if kind == "postgresql":
                migrator.session.run("SELECT nextval('counting'); INSERT INTO more VALUES (1);")
        texts.append(goofer("dump", "--url", url).stdout)

    assert texts[0] == texts[1]


def test_a_database_that_a_migration_stopped_in_is_not_dumped(
    goofer: Goofer, folder: Path, fresh: Fresh
) -> None:
    url, migrations = fresh(), folder / "migrations"
    migrations.mkdir()
    for ending, text in (("up", "-- goofer: no-transaction\nCREATE TABLE a (x int); NO;"),):
        (migrations / f"1_half.{ending}.sql").write_text(text, encoding="utf-8")
    assert goofer("migrate", "--url", url).code == 1

    refused = goofer("dump", "--url", url)

    assert refused.code == 5
    assert "1_half is dirty at statement 2 of 2" in refused.stderr
    assert refused.stdout == ""


def test_ways_back_of_migrations_without_files_are_kept(
    goofer: Goofer, folder: Path, fresh: Fresh
) -> None:
    first, second = fresh(), fresh()
    migrations = folder / "migrations"
    migrations.mkdir()
    (migrations / "1_a.up.sql").write_text("CREATE TABLE a (x int);\n", encoding="utf-8")
    back = "-- it's\nDROP TABLE a;\nSELECT 'a\\\\b';\n"
    (migrations / "1_a.down.sql").write_text(back, encoding="utf-8")
    goofer("migrate", "--url", first)
    with_files = goofer("dump", "--url", first).stdout
    for file in migrations.iterdir():
        file.unlink()

    goofer("dump", "one.sql", "--url", first)
    goofer("load", "one.sql", "--url", second)

    assert "DROP TABLE" not in with_files
    assert goofer("rollback", "--url", second).code == 0
    assert goofer("inspect", "--url", second).stdout.strip() == ""


def test_repeatable_scripts_do_not_run_again_in_what_was_loaded(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    first, second = fresh(), fresh()
    directory = rich(folder, kind)
    (directory / "R__few.sql").write_text(
        "DROP VIEW IF EXISTS few; CREATE VIEW few AS SELECT * FROM more;\n", encoding="utf-8"
    )
    for _ in range(2):
        with (directory / "R__few.sql").open("a", encoding="utf-8") as file:
            file.write("SELECT 1;\n")
        assert goofer("migrate", "--url", first).code == 0

    goofer("dump", "one.sql", "--url", first)
    goofer("load", "one.sql", "--url", second)

    assert "Nothing to apply" in goofer("migrate", "--url", second).stdout
    goofer("dump", "two.sql", "--url", second)
    one, two = (folder / "one.sql").read_text(), (folder / "two.sql").read_text()
    assert one[one.index("\n\n") :] == two[two.index("\n\n") :]


def test_what_counts_as_there_before_stays_so(
    goofer: Goofer, folder: Path, fresh: Fresh, kind: str
) -> None:
    first, second = fresh(), fresh()
    directory = str(rich(folder, kind))
    with Migrator(first, directory) as migrator:
        migrator.session.run("CREATE TABLE before_it (a int);")
    assert goofer("baseline", "2", "--yes", "--url", first, "--directory", directory).code == 0

    goofer("dump", "one.sql", "--url", first, "--directory", directory)
    goofer("load", "one.sql", "--url", second, "--directory", directory)

    status = goofer("status", "--url", second, "--directory", directory, "--json").json
    assert status["baseline"] == 2

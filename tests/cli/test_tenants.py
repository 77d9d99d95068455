"""One set of migrations over many schemas, or many databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from goofer_py.stores.registry import open_store
from goofer_py.stores.store import Row
from tests.cli.conftest import Goofer

HOSTILE = (
    "plain",
    "We ird",
    'do"uble',
    "sin'gle",
    "back\\slash",
    "do.tted",
    "{tenant}",
    "ünï",
    "$x;",
)


@dataclass(frozen=True)
class Tenants:
    """A program whose tenants have a schema each, in a database with a table of their names."""

    folder: Path
    url: str

    def named(self, *names: str, schemas: bool = True) -> None:
        """Write down tenants, and make their schemas."""
        with closing(open_store(self.url).connect()) as session:
            if session.locate("all_tenants") is None:
                session.execute("CREATE TABLE all_tenants (name varchar(100) PRIMARY KEY)")
            for name in names:
                session.execute("INSERT INTO all_tenants VALUES (?)", [name])
                if schemas:
                    session.ensure_schema(f"t {name}")

    def query(self, sql: str) -> list[Row]:
        """Ask the database."""
        with closing(open_store(self.url).connect()) as session:
            return session.query(sql)

    def migration(self, title: str, up: str, down: str = "SELECT 1;") -> None:
        """Write a migration."""
        (self.folder / "migrations" / f"{title}.up.sql").write_text(up, encoding="utf-8")
        (self.folder / "migrations" / f"{title}.down.sql").write_text(down, encoding="utf-8")

    def sets(self, text: str) -> None:
        """Write the settings, besides the URL."""
        (self.folder / "goofer.toml").write_text(f'url = "{self.url}"\n{text}', encoding="utf-8")

    def tables(self) -> dict[str, list[str]]:
        """Return the tables of each tenant's schema."""
        found: dict[str, list[str]] = {}
        for schema, table in self.query(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema LIKE 't %' ORDER BY 1, 2"
        ):
            found.setdefault(schema.removeprefix("t "), []).append(table)
        return found


SECTION = """
[tenants]
from = "SELECT name FROM all_tenants ORDER BY name"
schema = "t {tenant}"
"""
OWN = ["goofer_history", "goofer_history_lease"]


def tenants_in(folder: Path, url: str) -> Tenants:
    made = Tenants(folder, url)
    (folder / "migrations").mkdir()
    made.sets(SECTION)
    made.migration("1_a", "CREATE TABLE a (id integer PRIMARY KEY);", "DROP TABLE a;")
    made.migration("2_b", "CREATE TABLE b (id integer PRIMARY KEY);", "DROP TABLE b;")
    return made


@pytest.fixture
def tenants(folder: Path, postgresql_url: str) -> Tenants:
    """Give a program with tenants on PostgreSQL."""
    return tenants_in(folder, postgresql_url)


@pytest.fixture(params=["1", "2"], ids=["one-job", "two-jobs"])
def jobs(request: pytest.FixtureRequest) -> list[str]:
    """Give the options for one process and for two."""
    return ["--jobs", str(request.param)]


def states(found: Iterable[dict[str, str]]) -> dict[str, str]:
    return {one["name"]: one["result"] for one in found}


def test_every_tenant_is_migrated_whatever_it_is_called(
    goofer: Goofer, tenants: Tenants, jobs: list[str]
) -> None:
    tenants.named(*HOSTILE)
    outcome = goofer("migrate", *jobs)
    assert outcome.code == 0, outcome.stderr
    assert outcome.stdout.splitlines() == [
        "tenants  result",
        f"{len(HOSTILE)}        done    applied 2 migrations, at 2",
    ]
    assert tenants.tables() == {name: ["a", "b", *OWN] for name in HOSTILE}
    assert tenants.query("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]
    again = goofer("migrate", *jobs, "--json").json["tenants"]
    assert [one["detail"] for one in again] == ["nothing to do, at 2"] * len(HOSTILE)


def test_one_tenant_is_worked_on_by_its_name(goofer: Goofer, tenants: Tenants) -> None:
    tenants.named(*HOSTILE)
    for name in HOSTILE:
        assert goofer("migrate", "--tenant", name).code == 0
        assert goofer("rollback", "--tenant", name).code == 0
        assert goofer("status", "--tenant", name, "--json").json["current"] == "1"
    assert tenants.tables() == {name: ["a", *OWN] for name in HOSTILE}


@pytest.mark.parametrize("create", ["", "create = true\n"])
@pytest.mark.parametrize("call", ["status", "migrate", "rollback", "history", "repair"])
def test_a_tenant_that_is_not_on_the_list_is_refused(
    goofer: Goofer, tenants: Tenants, call: str, create: str
) -> None:
    tenants.named("acme", "other")
    tenants.sets(SECTION + create)
    refused = goofer(call, "--tenant", "acmee")
    assert refused.code == 2
    assert "There is no tenant 'acmee' among the 2 that " in refused.stderr
    assert "goofer.toml:4 gives. Did you mean 'acme'? Nothing was changed." in refused.stderr
    assert tenants.query("SELECT 1 FROM pg_namespace WHERE nspname = 't acmee'") == []
    assert tenants.tables() == {}


def test_a_mistyped_tenant_with_a_file_of_its_own_makes_none(goofer: Goofer, folder: Path) -> None:
    made = tenants_in(folder, "sqlite:///main.db")
    made.sets('[tenants]\nfrom = "names.txt"\nurl = "sqlite:///{tenant}.db"\n')
    (folder / "names.txt").write_text("one\n", encoding="utf-8")
    assert goofer("migrate", "--tenant", "won").code == 2
    assert goofer("migrate", "--tenant", "one").code == 0
    # Without a list, every name is one.
    made.sets('[tenants]\nurl = "sqlite:///{tenant}.db"\n')
    assert goofer("migrate", "--tenant", "two").code == 0
    assert sorted(path.name for path in folder.glob("*.db")) == ["one.db", "two.db"]


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ([], "goofer migrate --tenant b --env staging, then again for all tenants"),
        (["--keep-going"], "goofer migrate --tenant b --env staging"),
    ],
)
def test_the_next_command_names_the_environment(
    goofer: Goofer, tenants: Tenants, options: list[str], hint: str
) -> None:
    tenants.named("a", "b", "c")
    with closing(open_store(tenants.url).connect()) as session:
        session.execute('CREATE TABLE "t b".b (in_the_way integer)')
    outcome = goofer("migrate", "--env", "staging", *options, "--json").json
    assert outcome["error"]["hint"] == hint
    (failed,) = (one for one in outcome["tenants"] if one["result"] == "failed")
    assert failed["error"]["hint"].endswith("goofer migrate --tenant b --env staging")


def test_a_second_run_does_what_is_left_of_the_first(
    goofer: Goofer, tenants: Tenants, jobs: list[str]
) -> None:
    tenants.named("a", "b", "c", "d")
    with closing(open_store(tenants.url).connect()) as session:
        session.execute('CREATE TABLE "t b".b (in_the_way integer)')
    outcome = goofer("migrate", "--keep-going", *jobs)
    assert outcome.code == 1
    done, failed = outcome.stdout.splitlines()[1:]
    assert done == "3        done    applied 2 migrations, at 2"
    assert failed.startswith("1        failed  2_b (up) failed at migrations/2_b.up.sql:1:")
    assert "error: b: 2_b (up) failed at migrations/2_b.up.sql:1:" in outcome.stderr
    assert "error: Failed: b." in outcome.stderr
    assert outcome.stderr.endswith("next: goofer migrate --tenant b\n")
    with closing(open_store(tenants.url).connect()) as session:
        session.execute('DROP TABLE "t b".b')
    mended = goofer("migrate", *jobs, "--json")
    assert mended.code == 0
    ran = {one["name"]: len(one["fields"]["migrations"]) for one in mended.json["tenants"]}
    assert ran == {"a": 0, "b": 1, "c": 0, "d": 0}


def test_the_first_failure_keeps_the_others_from_beginning(
    goofer: Goofer, tenants: Tenants
) -> None:
    tenants.named("a", "b", "c", "d")
    with closing(open_store(tenants.url).connect()) as session:
        session.execute('CREATE TABLE "t b".b (in_the_way integer)')
    outcome = goofer("migrate", "--json")
    assert states(outcome.json["tenants"]) == {
        "a": "done",
        "b": "failed",
        "c": "not run",
        "d": "not run",
    }
    assert outcome.json["error"]["hint"] == "goofer migrate --tenant b, then again for all tenants"
    assert "c" not in tenants.tables()


def test_a_hint_names_a_tenant_as_a_shell_takes_it(goofer: Goofer, tenants: Tenants) -> None:
    tenants.named("it's one")
    tenants.migration("3_bad", "CREATE TABEL x (id integer);")
    outcome = goofer("migrate")
    assert """next: goofer migrate --tenant 'it'"'"'s one'""" in outcome.stderr


def test_names_come_from_a_file_or_a_command_too(goofer: Goofer, tenants: Tenants) -> None:
    tenants.named("a", "b", "c")
    listed = tenants.folder / "names.txt"
    listed.write_text("# ours\na\n\nb\na\n", encoding="utf-8")
    assert states(goofer("migrate", "--tenants", "names.txt", "--json").json["tenants"]) == {
        "a": "done",
        "b": "done",
    }
    command = f"cmd:{sys.executable} -c \"print('c')\""
    assert states(goofer("status", "--tenants", command, "--json").json["tenants"]) == {"c": "done"}
    inner = tenants.folder / "inner"
    inner.mkdir()
    tenants.sets('[tenants]\nfrom = "names.txt"\nschema = "t {tenant}"\n')
    os.chdir(inner)
    assert len(goofer("status", "--json").json["tenants"]) == 2


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere.txt", "there is no such file of tenants. Nothing was changed."),
        ("cmd:nowhere-to-be-found", "The command for the tenants could not be run"),
        (f"cmd:{sys.executable} -c 'exit(3)'", "The command for the tenants ended with 3"),
        ("SELECT 1, 2", "The query for the tenants gave (1, 2): it has to give one name"),
        ("SELECT NULL::text", "The query for the tenants gave (None,)"),
        ("SELECT nothing FROM nowhere", 'relation "nowhere" does not exist'),
        ("SELECT ''", "A tenant cannot be called ''."),
        ("SELECT E'a\\nb'", "A tenant cannot be called 'a\\nb'."),
    ],
)
def test_what_gives_no_names_is_told_before_anything_is_done(
    goofer: Goofer, tenants: Tenants, source: str, message: str
) -> None:
    tenants.named("a")
    outcome = goofer("migrate", "--tenants", source)
    assert outcome.code in (1, 2)
    assert message in outcome.stderr
    assert tenants.tables() == {}


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ('schema = "t"', ":4: without {tenant} all tenants would be one."),
        ('schema = "{tenant}"\nurl = "sqlite:///{tenant}"', "a schema each or a database each"),
        ('schemas = "{tenant}"', ":4: there is no setting 'schemas' in [tenants]."),
        ("create = 1", ":4: [tenants] create must be true or false"),
    ],
)
def test_what_is_wrong_in_the_section_is_told_with_its_place(
    goofer: Goofer, tenants: Tenants, section: str, message: str
) -> None:
    tenants.sets(f'[tenants]\nfrom = "SELECT 1"\n{section}\n')
    outcome = goofer("migrate")
    assert outcome.code == 2
    assert message in outcome.stderr


def test_without_any_tenant_there_is_nothing_to_do(goofer: Goofer, tenants: Tenants) -> None:
    tenants.named()
    outcome = goofer("migrate")
    assert (outcome.code, outcome.stdout) == (0, "There are no tenants.\n")


def test_a_schema_that_is_not_there_is_made_when_told_so_and_by_a_run_alone(
    goofer: Goofer, tenants: Tenants
) -> None:
    tenants.named("new", schemas=False)
    refused = goofer("migrate")
    assert refused.code == 1
    assert "There is no schema 't new' in" in refused.stderr
    assert 'next: CREATE SCHEMA "t new", or create = true under [tenants]' in refused.stderr
    tenants.sets(SECTION + "create = true\n")
    assert goofer("status").code == 0
    assert tenants.tables() == {}
    assert goofer("migrate").code == 0
    assert tenants.tables() == {"new": ["a", "b", *OWN]}


def test_names_without_a_schema_are_those_of_the_tenant_before_shared_ones(
    goofer: Goofer, tenants: Tenants
) -> None:
    tenants.named("x")
    with closing(open_store(tenants.url).connect()) as session:
        session.run("CREATE TABLE shared (id integer); CREATE TABLE goofer_history (other text);")
    tenants.sets(SECTION + 'search_path = ["public"]\n')
    tenants.migration("3_c", "CREATE TABLE c AS SELECT * FROM shared; SET search_path = public;")
    tenants.migration("4_d", "CREATE TABLE d (id integer);")
    assert goofer("migrate").code == 0
    assert tenants.tables() == {"x": ["a", "b", "c", "d", *OWN]}
    assert tenants.query("SELECT count(*) FROM public.goofer_history") == [(0,)]


@pytest.mark.parametrize(
    "call",
    [
        "rollback",
        "redo",
        "show 1",
        "inspect",
        "purge",
        "migrate --to zero",
        "migrate --to 1",
        "migrate --to -1 --jobs 2",
        "makemigrations --check",
    ],
)
def test_what_is_for_one_tenant_is_refused_for_all_of_them(
    goofer: Goofer, tenants: Tenants, call: str
) -> None:
    tenants.named("a", "b")
    tenants.sets(f'objects = ["objects"]\n{SECTION}')
    (tenants.folder / "objects").mkdir()
    (tenants.folder / "objects" / "v.sql").write_text("CREATE VIEW v AS SELECT 1 AS n;")
    assert goofer("migrate").code == 0
    outcome = goofer(*call.split())
    assert outcome.code == 2
    assert "at a time" in outcome.stderr
    assert "--tenant NAME" in outcome.stderr
    assert tenants.tables() == {name: ["a", "b", *OWN] for name in ("a", "b")}


def test_what_looks_at_no_tenant_is_done_once(goofer: Goofer, tenants: Tenants) -> None:
    tenants.named("a", "b")
    assert goofer("validate").stdout == "2 migrations in migrations: no problem.\n"
    assert goofer("verify", "--json").json["versions"] == ["1", "2"]
    assert goofer("create", "next").code == 0
    assert goofer("wait").code == 0


def test_drift_of_one_tenant_is_found_among_all(goofer: Goofer, tenants: Tenants) -> None:
    tenants.named("a", "b")
    assert goofer("migrate").code == 0
    with closing(open_store(tenants.url).connect()) as session:
        session.execute('ALTER TABLE "t b".a ADD COLUMN by_hand integer')
    outcome = goofer("drift", "--keep-going", "--jobs", "2", "--json")
    assert outcome.code == 5
    assert states(outcome.json["tenants"]) == {"a": "done", "b": "failed"}


def test_tenants_of_one_of_several_databases_are_named_with_it(
    goofer: Goofer, tenants: Tenants
) -> None:
    tenants.named("a", "b")
    (tenants.folder / "shared").mkdir()
    (tenants.folder / "goofer.toml").write_text(
        f'[databases.shared]\nurl = "{tenants.url}"\ndirectory = "shared"\n'
        f'[databases.ours]\nurl = "{tenants.url}"\ndirectory = "migrations"\n'
        f"history_table = 'ours'\n{SECTION.replace('[tenants]', '[databases.ours.tenants]')}",
        encoding="utf-8",
    )
    outcome = goofer("migrate", "--db", "all", "--jobs", "2", "--json")
    assert outcome.code == 0, outcome.stdout
    assert states(outcome.json["tenants"]) == {
        "shared": "done",
        "ours/a": "done",
        "ours/b": "done",
    }
    assert goofer("status", "--db", "ours", "--tenant", "a", "--json").json["current"] == "2"
    assert tenants.tables()["a"] == ["a", "b", "ours", "ours_lease"]


def test_tenants_can_have_a_file_each(goofer: Goofer, folder: Path, jobs: list[str]) -> None:
    names = [unquote(name) for name in ("one", "We%20ird", "100%25", "a%3Fb%23c", "ünï")]
    made = tenants_in(folder, "sqlite:///main.db")
    made.sets('[tenants]\nfrom = "names.txt"\nurl = "sqlite:///files/{tenant}.db"\n')
    (folder / "names.txt").write_text("\n".join(names), encoding="utf-8")
    (folder / "files").mkdir()
    assert goofer("migrate", *jobs).code == 0
    assert {path.name for path in (folder / "files").iterdir()} == {f"{name}.db" for name in names}
    assert not (folder / "main.db").exists()
    for name in names:
        assert goofer("status", "--tenant", name, "--json").json["current"] == "2"
    refused = goofer("status", "--tenant", "../other")
    assert refused.code == 2
    assert "cannot be called '../other'" in refused.stderr


def test_a_file_has_no_schemas_for_tenants(goofer: Goofer, folder: Path) -> None:
    made = tenants_in(folder, "sqlite:///main.db")
    made.sets("[tenants]\nfrom = \"SELECT 'a'\"\n")
    outcome = goofer("migrate")
    assert outcome.code == 2
    assert "has no schemas, so there is no schema 'a' in it" in outcome.stderr


@pytest.mark.parametrize("kind", ["mariadb", "mysql"])
def test_tenants_have_a_database_each_where_schemas_are_databases(
    goofer: Goofer, folder: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    made = tenants_in(folder, request.getfixturevalue(f"{kind}_url"))
    base = made.query("SELECT DATABASE()")[0][0]
    names = ["one", "We ird", "ba`ck", "it's"]
    made.sets(
        f'[tenants]\nfrom = "SELECT name FROM all_tenants ORDER BY name"\n'
        f'schema = "{base}_{{tenant}}"\ncreate = true\n'
    )
    made.named(*names, schemas=False)
    try:
        before = goofer("status", "--json").json["tenants"]
        assert [one["fields"]["pending"] for one in before] == [2] * len(names)
        assert goofer("migrate", "--jobs", "2").code == 0
        for name in names:
            schema = f"{base}_{name}".replace("`", "``")
            query = f"SELECT DISTINCT version FROM `{schema}`.goofer_history"
            assert len(made.query(query)) == 2
        assert goofer("rollback", "--tenant", "it's").code == 0
        assert goofer("status", "--tenant", "it's", "--json").json["current"] == "1"
    finally:
        with closing(open_store(made.url).connect()) as session:
            for name in names:
                schema = f"{base}_{name}".replace("`", "``")
                session.execute(f"DROP DATABASE IF EXISTS `{schema}`")


@pytest.mark.long
def test_five_hundred_tenants_are_migrated_each_once(goofer: Goofer, tenants: Tenants) -> None:
    names = [f"{number:03}" for number in range(500)]
    tenants.named(*names)
    started = time.monotonic()
    assert goofer("migrate", "--jobs", "2").code == 0
    assert time.monotonic() - started < 60
    assert tenants.tables() == {name: ["a", "b", *OWN] for name in names}
    found = goofer("status", "--jobs", "2", "--json").json["tenants"]
    assert {one["detail"] for one in found} == {"at 2, nothing pending"}


@pytest.mark.fault
def test_a_run_that_is_interrupted_says_so_and_the_next_one_does_the_rest(
    goofer: Goofer, tenants: Tenants
) -> None:
    names = [f"{number:02}" for number in range(8)]
    tenants.named(*names)
    tenants.migration("3_slow", "SELECT pg_sleep(0.4); CREATE TABLE c (id integer);")
    command = [sys.executable, "-m", "goofer_py", "migrate", "--jobs", "2", "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=tenants.folder)
    while not any("c" in tables for tables in tenants.tables().values()):
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    said, _ = running.communicate(timeout=30)
    assert running.returncode == 130, said
    found = tenants.tables()
    assert [name for name in names if "c" not in found.get(name, [])]
    mended = goofer("migrate", "--jobs", "2", "--json")
    assert mended.code == 0
    assert tenants.tables() == {name: ["a", "b", "c", *OWN] for name in names}


@pytest.mark.fault
def test_a_worker_that_is_killed_is_named_and_the_others_go_on(
    goofer: Goofer, tenants: Tenants
) -> None:
    tenants.named("a", "b", "c", "d")
    (tenants.folder / "migrations" / "3_end.py").write_text(
        "import os, signal\n\n\ndef up(context):\n"
        "    if 't b' in context.session.default_schema:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n\n\ndef down(context):\n    pass\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "goofer_py", "migrate", "-j", "2", "-k"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tenants.folder, check=False)
    assert done.returncode == 1
    assert "error: b: The process that worked on it ended with -9." in done.stderr
    assert "3        done    applied 3 migrations, at 3" in done.stdout


MODELS = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
"""


def test_a_migration_that_is_made_from_one_tenant_fits_all_of_them(
    goofer: Goofer, tenants: Tenants
) -> None:
    for path in (tenants.folder / "migrations").iterdir():
        path.unlink()
    tenants.named("a", "We ird")
    tenants.sets(f'models = ["models_of_tenants"]\n{SECTION}')
    models = tenants.folder / "models_of_tenants.py"
    models.write_text(MODELS, encoding="utf-8")
    assert goofer("makemigrations", "--from", "migrations", "first").code == 0
    assert goofer("migrate", "--jobs", "2").code == 0
    models.write_text(MODELS.replace("Mapped[str]", "Mapped[str | None]"), encoding="utf-8")
    made = goofer("makemigrations", "--tenant", "We ird", "second", "--json").json
    assert made["operations"] == ["change column items.name: allow NULL"]
    assert "We ird" not in made["up"] + made["down"]
    assert goofer("migrate").code == 0
    for tenant in ("a", "We ird"):
        assert goofer("makemigrations", "--check", "--tenant", tenant).code == 0
    assert tenants.tables() == {name: [*OWN, "items"] for name in ("a", "We ird")}

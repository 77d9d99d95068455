"""The archive that `goofer bundle` writes runs where there is nothing but Python."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pytest

from goofer_py.cli.bundle import program
from goofer_py.cli.packed import has_secret
from goofer_py.cli.toml import written
from goofer_py.config.document import read
from tests.cli.conftest import Goofer, Program, program_in
from tests.cli.test_process import SLOW
from tests.cli.test_process import goofer as call

PYTHON = """\
from dataclasses import dataclass


@dataclass
class Row:
    id: int


def up(context):
    context.execute("INSERT INTO a VALUES (42)")


def down(context):
    context.execute("DELETE FROM a")
"""


@dataclass(frozen=True)
class Elsewhere:
    """A machine with Python, perhaps a driver, and an empty working directory."""

    python: Path
    folder: Path
    drivers: Path

    def run(
        self, archive: Path, *arguments: str, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python, archive, *arguments],
            cwd=self.folder,
            env=self.environ(variables),
            capture_output=True,
            text=True,
            check=False,
        )

    def environ(self, variables: Mapping[str, str]) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(self.drivers),
            "TMPDIR": str(self.folder.parent / "tmp"),
            **variables,
        }

    def installs(self, *packages: str) -> None:
        """Make packages of this environment importable there, and nothing else."""
        for package in map(distribution, packages):
            for name in {path.parts[0] for path in package.files or ()}:
                if not name.startswith("."):
                    (self.drivers / name).symlink_to(str(package.locate_file(name)))


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a Python without any package."""
    folder = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder / "bin" / "python"


@pytest.fixture
def elsewhere(bare: Path, tmp_path: Path) -> Elsewhere:
    for name in ("elsewhere", "drivers", "tmp"):
        (tmp_path / name).mkdir()
    return Elsewhere(bare, tmp_path / "elsewhere", tmp_path / "drivers")


@pytest.fixture
def packed(folder: Path) -> Program:
    """Give a program whose URL is a variable, with migrations in SQL and Python in two folders."""
    return packed_in(folder)


def packed_in(folder: Path) -> Program:
    made = program_in(folder, "${DATABASE_URL:-sqlite:///app.db}")
    made.sets("recursive = true\nhistory_table = 'what_ran'")
    made.has(v1_a="CREATE TABLE a (id integer PRIMARY KEY); ---- DROP TABLE a;")
    (made.migrations / "deep").mkdir()
    (made.migrations / "deep" / "2_fill.py").write_text(PYTHON)
    return made


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the archive of such a program."""
    folder = tmp_path_factory.mktemp("packed")
    packed_in(folder)
    assert call("bundle", folder=folder).returncode == 0
    return folder / "app-migrations.pyz"


@pytest.fixture(scope="module")
def migrated(archive: Path, bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite database that the archive has migrated."""
    folder = tmp_path_factory.mktemp("migrated")
    subprocess.run([bare, archive, "migrate", "--quiet"], cwd=folder, env={}, check=True)
    return folder / "app.db"


def archive_of(goofer: Goofer, *arguments: str) -> Path:
    outcome = goofer("bundle", *arguments)
    assert outcome.code == 0, outcome.stderr
    return Path("app-migrations.pyz").resolve()


def test_python_alone_migrates_sqlite(archive: Path, elsewhere: Elsewhere) -> None:
    assert "2        fill  pending" in elsewhere.run(archive, "status").stdout
    assert not list(elsewhere.folder.iterdir())
    done = elsewhere.run(archive, "migrate")
    assert "Applied 2 migrations" in done.stdout, done.stderr
    assert [path.name for path in elsewhere.folder.iterdir()] == ["app.db"]
    assert elsewhere.run(archive, "migrate").stdout.startswith("Nothing to apply")
    assert elsewhere.run(archive, "rollback").stdout.startswith("reverted 2 fill")
    assert not list((elsewhere.folder.parent / "tmp").iterdir())


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ("wait --timeout 5", 0, "takes connections"),
        ("redo", 0, "Reverted and applied 1 migration"),
        ("rollback --steps 2", 0, "Reverted 2 migrations"),
        ("history", 0, "fill"),
        ("show 2", 0, "INSERT INTO a"),
        ("validate", 0, "2 migrations in"),
        ("verify", 0, "Proved: 2 migrations up, down and up again"),
        ("drift", 0, "No drift"),
        ("inspect", 0, "table a"),
        ("repair", 0, "nothing to set right"),
        ("unlock", 0, "No run holds"),
        ("purge", 0, "Nothing is put aside"),
        ("dump all.sql", 0, "Wrote all.sql: "),
        ("backup whole.db", 0, "Wrote whole.db: "),
        ("restore b.pyz --url sqlite:///new.db", 1, "b.pyz: there is no such file"),
        ("load none.sql", 1, "none.sql: the file cannot be read"),
        ("version", 0, "sqlite"),
        ("--help", 0, "makemigrations"),
        ("wait --timeout soon", 2, "Invalid value for '--timeout': 'soon'"),
        ("makemigrations", 2, "needs the Python module 'sqlalchemy', which is not in the archive"),
    ],
)
def test_every_command_of_a_run_works(
    archive: Path, migrated: Path, elsewhere: Elsewhere, arguments: str, code: int, says: str
) -> None:
    shutil.copy(migrated, elsewhere.folder)
    done = elsewhere.run(archive, *arguments.split())
    assert done.returncode == code, done.stderr
    assert says in done.stdout + done.stderr


@pytest.mark.postgresql
def test_an_installed_driver_is_used_and_a_missing_one_named(
    archive: Path, elsewhere: Elsewhere, postgresql_url: str
) -> None:
    missing = elsewhere.run(archive, "migrate", DATABASE_URL=postgresql_url)
    assert missing.returncode == 2
    assert "through the Python module 'psycopg', which is not installed" in missing.stderr
    elsewhere.installs("psycopg", "psycopg-binary", "typing-extensions")
    done = elsewhere.run(archive, "migrate", DATABASE_URL=postgresql_url)
    assert "Applied 2 migrations" in done.stdout, done.stderr
    assert Program(elsewhere.folder, postgresql_url).query("SELECT id FROM a") == [(42,)]


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("mysql", "mariadb")]
)
@pytest.mark.usefixtures("packed")
def test_the_driver_of_mysql_is_packed(
    goofer: Goofer, elsewhere: Elsewhere, request: pytest.FixtureRequest, kind: str
) -> None:
    url: str = request.getfixturevalue(f"{kind}_url")
    outcome = goofer("bundle", "--url", url, "--json")
    assert "pymysql" in outcome.json["packages"]
    done = elsewhere.run(Path("app-migrations.pyz").resolve(), "migrate", GOOFER_URL=url)
    assert "Applied 2 migrations" in done.stdout, done.stderr


def test_what_pages_are_made_of_is_packed() -> None:
    assert {f"goofer_py/diagram/page.{end}" for end in ("html", "css", "js")} <= {*program()}


@pytest.mark.usefixtures("packed")
def test_the_same_input_gives_the_same_bytes(goofer: Goofer, folder: Path) -> None:
    first = archive_of(goofer).read_bytes()
    for path in folder.rglob("*.*"):
        os.utime(path, (0, 0))
    second = archive_of(goofer).read_bytes()
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


def test_no_password_is_packed(goofer: Goofer, packed: Program, elsewhere: Elsewhere) -> None:
    text = "# hunter2\nurl = 'sqlite:///app.db?password=hunter2'\n"
    (packed.folder / "goofer.toml").write_text(text)
    outcome = goofer("bundle", "--recursive", "--json")
    assert outcome.json["left_out"] == ["goofer.toml:2"]
    assert "goofer.toml:2: the url has a password and was left out" in outcome.stderr
    archive = Path("app-migrations.pyz").resolve()
    with zipfile.ZipFile(archive) as found:
        assert not [name for name in found.namelist() if b"hunter2" in found.read(name)]
    refused = elsewhere.run(archive, "status").stderr
    assert "No database is named: there is no url in app-migrations.pyz/goofer.toml" in refused
    assert "or set GOOFER_URL" in refused


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        ("postgresql://app:pw@h/d", True),
        ("postgresql://app:${PASSWORD}@h/d", False),
        ("postgresql://app:${PASSWORD:-pw}@h/d", True),
        ("${DATABASE_URL}", False),
        ("${DATABASE_URL:-postgresql://app:pw@h/d}", True),
        ("${DATABASE_URL:-postgresql://app@h/d}", False),
        ("postgresql://h/d?password=pw", True),
        ("postgresql://h/d?password=${PASSWORD}", False),
        ("sqlite:///app.db", False),
        ("app:pw@h", True),
    ],
)
def test_a_password_is_found_wherever_it_stands(url: str, secret: bool) -> None:
    assert has_secret(url) is secret


def test_folders_of_one_name_are_packed_beside_each_other(
    goofer: Goofer, packed: Program, elsewhere: Elsewhere
) -> None:
    other = packed.folder / "other" / "migrations"
    other.mkdir(parents=True)
    (other / "3_c.up.sql").write_text("CREATE TABLE c (id integer);")
    packed.sets("directory = ['migrations', 'other/migrations']\nrecursive = true")
    archive = archive_of(goofer)
    assert "Applied 3 migrations" in elsewhere.run(archive, "migrate").stdout


def test_hidden_and_compiled_files_stay_behind(goofer: Goofer, packed: Program) -> None:
    (packed.migrations / "__pycache__").mkdir()
    (packed.migrations / "__pycache__" / "x.pyc").touch()
    (packed.migrations / ".env").touch()
    with zipfile.ZipFile(archive_of(goofer)) as found:
        project = {name for name in found.namelist() if name.startswith("project/")}
    assert project == {
        "project/goofer.toml",
        "project/migrations/1_a.down.sql",
        "project/migrations/1_a.up.sql",
        "project/migrations/deep/2_fill.py",
    }


def test_wrong_files_are_not_packed(goofer: Goofer, packed: Program) -> None:
    (packed.migrations / "3_c.down.sql").touch()
    outcome = goofer("bundle")
    assert outcome.code == 1
    assert "3_c" in outcome.stderr
    assert not list(packed.folder.glob("*.pyz"))


@pytest.mark.usefixtures("packed")
def test_only_a_bundle_is_replaced(goofer: Goofer, folder: Path) -> None:
    (folder / "precious.pyz").write_text("mine")
    outcome = goofer("bundle", "-o", "precious.pyz")
    assert outcome.code == 2
    assert (folder / "precious.pyz").read_text() == "mine"


@pytest.mark.fault
def test_a_signal_ends_a_run_from_an_archive_in_good_order(
    goofer: Goofer, packed: Program, elsewhere: Elsewhere
) -> None:
    packed.has(v3_b=SLOW)
    archive = archive_of(goofer)
    process = subprocess.Popen(
        [elsewhere.python, archive, "migrate"],
        cwd=elsewhere.folder,
        env=elsewhere.environ({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    while not process.stdout.readline().startswith("applied 2"):
        assert process.poll() is None
    process.terminate()
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "3_b" in stderr
    assert not list((elsewhere.folder.parent / "tmp").iterdir())


def test_settings_are_written_as_they_were_read(tmp_path: Path) -> None:
    values = {
        "url": 'a "quoted" \x7f \\ text ü',
        "recursive": True,
        "lease_ttl": 2.5,
        "directory": ["a", "b"],
        "ignore": {"columns": ["users.*"]},
        "databases": {"core": {"url": "sqlite://", "environments": []}},
    }
    path = tmp_path / "goofer.toml"
    path.write_text(written(values), encoding="utf-8")
    assert read(path).values == values


def test_several_databases_are_packed_with_their_folders_seeds_and_hooks(
    goofer: Goofer, folder: Path, elsewhere: Elsewhere
) -> None:
    for name in ("core", "kyc"):
        place = folder / "db" / name / "migrations"
        place.mkdir(parents=True)
        (place / f"1_{name}.up.sql").write_text(f"CREATE TABLE {name} (id integer PRIMARY KEY);")
        (place / f"1_{name}.down.sql").write_text(f"DROP TABLE {name};")
    (folder / "db" / "seeds").mkdir()
    (folder / "db" / "seeds" / "1_one.sql").write_text("INSERT INTO core VALUES (7);")
    (folder / "hooks").mkdir()
    (folder / "hooks" / "more.sql").write_text("INSERT INTO core VALUES (8);")
    (folder / "goofer.toml").write_text(
        """\
models = ["app.models"]
seeds = "nowhere"

[databases.core]
url = "${CORE_URL:-sqlite:///core.db}"
directory = "db/core/migrations"
seeds = "db/seeds"

[databases.core.hooks]
after_run = ["hooks/more.sql"]

[databases.kyc]
url = "sqlite:///kyc.db"
directory = "db/kyc/migrations"
"""
    )
    outcome = goofer("bundle", "--json")
    assert outcome.code == 0, outcome.stderr
    assert outcome.json["migrations"] == 2
    assert outcome.json["folders"] == ["migrations", "seeds", "migrations-2", "hooks/more.sql"]
    archive = Path("app-migrations.pyz").resolve()
    done = elsewhere.run(archive, "migrate", "--db", "all")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in elsewhere.folder.iterdir()) == ["core.db", "kyc.db"]
    done = elsewhere.run(archive, "seed", "--db", "core", "--env", "development")
    assert done.returncode == 0, done.stderr
    core = Program(elsewhere.folder, f"sqlite:///{elsewhere.folder / 'core.db'}")
    assert core.query("SELECT id FROM core ORDER BY id") == [(7,), (8,)]
    assert goofer("bundle", "--db", "kyc", "--json").json["migrations"] == 1
    assert "kyc" in elsewhere.run(archive, "status").stdout

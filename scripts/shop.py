"""The generations of examples/shop, played on an empty database: edit, makemigrations, migrate.

Writes the folders of migrations/ anew, one for each database, or those named: `shop.py sqlite`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "shop"
AUDIT_SCHEMA = "audit"
HAVE_SCHEMAS = frozenset({"postgresql"})
"""The databases that keep the audit log in a schema of its own."""
_FLAGS = "makemigrations:"


@dataclass(frozen=True, slots=True)
class Generation:
    """One step in the life of the shop, in a folder called `{number}_{name}`."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name.partition("_")[2]

    @property
    def patch(self) -> Path:
        return self.folder / "change.patch"

    @property
    def flags(self) -> list[str]:
        """What the patch says for the command line, on a line of its own."""
        if not self.patch.exists():
            return []
        head = self.patch.read_text(encoding="utf-8").partition("\n---\n")[0]
        said = [line for line in head.splitlines() if line.startswith(_FLAGS)]
        return [flag for line in said for flag in shlex.split(line.removeprefix(_FLAGS))]

    @property
    def by_hand(self) -> tuple[Path, Path] | None:
        """The migration that no generator can write, up and down."""
        pair = (self.folder / "up.sql", self.folder / "down.sql")
        return pair if pair[0].exists() else None

    def rows(self, dialect: str) -> str:
        """The SQL that puts rows into the tables once the generation is there."""
        files = (self.folder / "rows.sql", self.folder / f"rows.{dialect}.sql")
        return "\n".join(file.read_text(encoding="utf-8") for file in files if file.exists())


def generations() -> list[Generation]:
    return [Generation(folder) for folder in sorted((EXAMPLE / "generations").iterdir())]


@dataclass(frozen=True, slots=True)
class Shop:
    """A copy of the shop in a folder, its database and its migrations."""

    folder: Path
    dialect: str
    url: str
    migrations: Path

    def goofer(self, *arguments: str) -> str:
        """Run a command as a user does and return what it said; a failure shows it and ends."""
        command = [sys.executable, "-m", "goofer_py", *arguments]
        command += ["--url", self.url, "--directory", str(self.migrations)]
        run = subprocess.run(
            command,
            cwd=self.folder,
            env=environment(self.dialect),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if run.returncode:
            said = f"{run.stdout}\n{shlex.join(command)} ended with {run.returncode}"
            raise SystemExit(f"{said} in {self.folder}")
        return run.stdout

    def edit(self, generation: Generation, *, back: bool = False) -> None:
        """Apply the generation's patch, or take it back."""
        if generation.patch.exists():
            options = ["-R"] if back else []
            subprocess.run(
                ["git", "apply", *options, str(generation.patch)],
                cwd=self.folder,
                # The copy is no part of a repository, wherever the folder is.
                env={**os.environ, "GIT_CEILING_DIRECTORIES": str(self.folder.parent)},
                check=True,
            )

    def insert(self, rows: str) -> None:
        """Run the SQL that puts rows in, in one transaction."""
        insert(self.dialect, self.url, rows)

    def write_by_hand(self, generation: Generation) -> None:
        """Add the generation's own migration after the generated one."""
        if generation.by_hand is None:
            return
        self.goofer("create", f"fill_{generation.name}")
        newest = max(self.migrations.glob("*.up.sql"))
        for source, ending in zip(generation.by_hand, ("up", "down"), strict=True):
            target = newest.with_name(newest.name.replace(".up.", f".{ending}."))
            target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")

    def live(self, generation: Generation) -> None:
        """Go from the generation before to this one, and put its rows in."""
        self.edit(generation)
        self.goofer("makemigrations", generation.name, *generation.flags)
        self.write_by_hand(generation)
        self.goofer("migrate")
        self.goofer("makemigrations", "--check")
        self.insert(generation.rows(self.dialect))


def newborn(folder: Path, dialect: str, url: str, migrations: Path) -> Shop:
    """Return a copy of the shop as it was before its second generation."""
    skip = shutil.ignore_patterns("__pycache__", "*.db", "generations")
    shop = Shop(Path(shutil.copytree(EXAMPLE, folder, ignore=skip)), dialect, url, migrations)
    for generation in reversed(generations()):
        shop.edit(generation, back=True)
    return shop


def environment(dialect: str) -> dict[str, str]:
    """Return the surroundings without settings that would lead to another database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOOFER_")}
    kept.pop("SHOP_AUDIT_SCHEMA", None)
    return kept | ({"SHOP_AUDIT_SCHEMA": AUDIT_SCHEMA} if dialect in HAVE_SCHEMAS else {})


def insert(dialect: str, url: str, rows: str) -> None:
    """Run `rows`, plain SQL that names tables without their schema, in one transaction."""
    _INSERTS[dialect](url, rows)


def _insert_sqlite(url: str, rows: str) -> None:
    with contextlib.closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.executescript(f"PRAGMA foreign_keys = ON; BEGIN; {rows}\n; COMMIT;")


def _insert_postgresql(url: str, rows: str) -> None:
    import psycopg

    with psycopg.connect(url) as session:
        session.execute(f"SET search_path TO public, {AUDIT_SCHEMA}")
        session.execute(rows.encode())


def _insert_mysql(url: str, rows: str) -> None:
    """Names are in double quotes in `rows`, and no foreign key waits for the end there."""
    import pymysql
    from pymysql.constants import CLIENT

    parts = urlsplit(url)
    connection = pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/"),
        client_flag=CLIENT.MULTI_STATEMENTS,
        init_command="SET sql_mode = concat(@@sql_mode, ',ANSI_QUOTES'), foreign_key_checks = 0",
    )
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(rows)
        while cursor.nextset():
            pass
        connection.commit()


_INSERTS: dict[str, Callable[[str, str], None]] = {
    "sqlite": _insert_sqlite,
    "postgresql": _insert_postgresql,
    "mysql": _insert_mysql,
    "mariadb": _insert_mysql,
}


@contextlib.contextmanager
def sqlite_database() -> Iterator[str]:
    """Give the URL of a database file that is not there yet."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/shop.db"


@contextlib.contextmanager
def postgresql_database() -> Iterator[str]:
    """Give the URL of an empty database, on the server that the tests would take."""
    sys.path.insert(0, str(ROOT))
    from tests.servers.postgresql import Provider, Server

    provider = Provider()
    try:
        answer = provider.answer()
        if answer.reason:
            raise SystemExit(answer.reason)
        server = Server(answer.url)
        with contextlib.closing(server), server.database() as url:
            yield url
    finally:
        provider.stop()


@contextlib.contextmanager
def mysql_database(kind: str) -> Iterator[str]:
    """Give the URL of an empty database of MySQL or MariaDB, on the server of the tests."""
    sys.path.insert(0, str(ROOT))
    from tests.servers.mysql import MySQLProvider, MySQLServer

    provider = MySQLProvider(kind)
    try:
        answer = provider.answer()
        if answer.reason:
            raise SystemExit(answer.reason)
        server = MySQLServer(kind, answer.url)
        with contextlib.closing(server), server.database() as url:
            yield url
    finally:
        provider.stop()


DATABASES: dict[str, Callable[[], contextlib.AbstractContextManager[str]]] = {
    "sqlite": sqlite_database,
    "postgresql": postgresql_database,
    "mysql": partial(mysql_database, "mysql"),
    "mariadb": partial(mysql_database, "mariadb"),
}


def play(dialect: str, target: Path) -> None:
    """Play all generations, and put the migrations where those of the last time are."""
    with DATABASES[dialect]() as url, tempfile.TemporaryDirectory() as temporary:
        shop = newborn(Path(temporary) / "shop", dialect, url, Path(temporary) / "migrations")
        for generation in generations():
            shop.live(generation)
            print(f"{dialect}: {generation.folder.name}")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(shop.migrations, target)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dialect", nargs="*", help="which; all when none is given")
    parser.add_argument("--into", type=Path, default=ROOT / "migrations", metavar="FOLDER")
    given = parser.parse_args()
    for dialect in given.dialect or DATABASES:
        play(dialect, given.into / dialect)
    return 0


if __name__ == "__main__":
    sys.exit(main())

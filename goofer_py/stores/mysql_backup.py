"""Backups of MySQL and MariaDB by the dump program of either."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from goofer_py.errors import BackupFailed, ToolMissing
from goofer_py.stores.backups import Written
from goofer_py.stores.far import Far
from goofer_py.stores.mysql import MySQLStore
from goofer_py.stores.mysql_options import option_file
from goofer_py.stores.mysql_spare import spare_mysql_database
from goofer_py.stores.mysql_told import found_among, told_dump
from goofer_py.stores.mysql_url import parameters
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.store import Store
from goofer_py.stores.tools import Call, Tool, candidates, missing, private_file
from goofer_py.stores.url import DatabaseUrl

_WHOLE = (
    "--single-transaction",
    "--routines",
    "--triggers",
    "--events",
    "--hex-blob",
    "--no-tablespaces",
    "--default-character-set=utf8mb4",
)
_GENERATED = """
SELECT DISTINCT table_name FROM information_schema.columns
WHERE table_schema = DATABASE() AND generation_expression <> '' ORDER BY 1
"""
_COMPLETED = b"-- Dump completed"
_TAIL = 4096
_STAYS = (
    "This server commits after each statement, so some of it may be there: drop the database, make"
    " it again, and restore once more."
)


@dataclass(frozen=True, slots=True)
class MySQLBackups:
    """Implements Backups; the password travels in a file that nobody else can read."""

    url: DatabaseUrl
    tools: Path | None = None
    suffix: str = ".sql"

    def write(self, path: Path, far: Far | None = None) -> Written:
        """Write the database, and look whether the program came to its end."""
        tool, warnings = self._tool("dump")
        talk = None if far is None else told_dump(self.url, path, far)
        with self._call() as (call, options):
            given = [f"--defaults-extra-file={options}", *_WHOLE, *self._of(tool)]
            given += [] if talk is None else ["--verbose"]
            call.run(tool, [*given, f"--result-file={path}", self._name], talk=talk, far=far)
        entries = _checked(path, call.database)
        return Written(tool.said, entries, warnings)

    def read(
        self,
        path: Path,
        far: Far | None = None,
        *,
        owners: bool = True,  # noqa: ARG002 - definers stay
    ) -> str:
        """Bring back what a dump program wrote, with the server's client."""
        _checked(path, self.url.shown())
        tool, _ = self._tool("client")
        if far is not None:
            found_among(self.url, far)
        with self._call() as (call, options):
            arguments = [f"--defaults-extra-file={options}", "--batch", self._name]
            call.run(tool, arguments, source=path, state=_STAYS, far=far)
        return tool.said

    @contextmanager
    def trial(self) -> Iterator[tuple[MySQLBackups, Store]]:
        """Give the same for an empty database of its own."""
        with spare_mysql_database(MySQLStore(self.url)) as name:
            url = replace(self.url, database=name)
            yield replace(self, url=url), MySQLStore(url)

    @property
    def _given(self) -> Mapping[str, Any]:
        return parameters(self.url)

    @property
    def _name(self) -> str:
        return str(self._given.get("database", ""))

    def _tool(self, purpose: str) -> tuple[Tool, tuple[str, ...]]:
        """Return the program of the server's kind, or the other's with a warning."""
        mariadb, generated = self._look()
        names = ["mariadb-dump", "mysqldump"] if purpose == "dump" else ["mariadb", "mysql"]
        found = candidates(names if mariadb else names[::-1], self.tools)
        if not found:
            package = "mariadb-client" if mariadb else "mysql-client"
            raise missing([*names], self.tools, f"apt-get install {package}")
        fitting = [tool for tool in found if _of_mariadb(tool) is mariadb]
        if fitting:
            return fitting[0], ()
        kinds = ("MariaDB", "MySQL") if mariadb else ("MySQL", "MariaDB")
        what = f"the server is {kinds[0]}, and {found[0].name} here is {kinds[1]}'s"
        if purpose == "dump" and generated and not mariadb:
            raise ToolMissing(
                f"{what[0].upper()}{what[1:]}, which writes values of generated columns that MySQL"
                f" refuses to take back: of {', '.join(generated)}. Nothing was written.",
                tool="mysqldump",
                hint="name the folder of MySQL's own programs: --tools DIR",
            )
        return found[0], (what,)

    def _of(self, tool: Tool) -> tuple[str, ...]:
        """Return what only one of the two programs knows."""
        return () if _of_mariadb(tool) else ("--set-gtid-purged=OFF", "--column-statistics=0")

    def _look(self) -> tuple[bool, list[str]]:
        """Return whether the server is MariaDB, and which tables have generated columns."""
        session = MySQLStore(self.url).connect()
        try:
            mariadb = bool(getattr(session.dialect.capabilities, "mariadb", False))
            return mariadb, [str(name) for (name,) in session.query(_GENERATED)]
        finally:
            session.close()

    @contextmanager
    def _call(self) -> Iterator[tuple[Call, Path]]:
        with private_file(option_file(self.url)) as options:
            secrecy = Secrecy(self.url.secrets, self.url.names)
            yield Call(self.url.shown(), secrecy, {}), options


def _of_mariadb(tool: Tool) -> bool:
    return "mariadb" in tool.said.lower()


def _checked(path: Path, database: str) -> int:
    """Return how many tables and views are in a dump; raises BackupFailed for half of one."""
    entries = 0
    with path.open("rb") as file:
        for line in file:
            if line.startswith((b"CREATE TABLE", b"/*!50001 CREATE VIEW", b"/*!50001 VIEW")):
                entries += 1
        size = file.tell()
        file.seek(max(0, size - _TAIL), os.SEEK_SET)
        ended = _COMPLETED in file.read()
    if not ended:
        raise BackupFailed(
            f"{path} has no end: the program that wrote it was stopped, or it is no dump of"
            " mariadb-dump or mysqldump. Nothing was changed.",
            database=database,
            tool="mariadb-dump",
        )
    return entries

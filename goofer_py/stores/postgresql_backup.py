"""Backups of PostgreSQL by pg_dump, in its custom format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from secrets import token_hex

from goofer_py.errors import BackupFailed, ToolMissing
from goofer_py.stores.backups import Written
from goofer_py.stores.far import Far
from goofer_py.stores.postgresql import PostgreSQLStore, parameters
from goofer_py.stores.postgresql_told import told_dump, told_restore
from goofer_py.stores.secrecy import Secrecy
from goofer_py.stores.spare import spare_database
from goofer_py.stores.store import Session, Store
from goofer_py.stores.tools import Call, Tool, candidates, missing, private_file
from goofer_py.stores.url import DatabaseUrl

_DEBIAN = Path("/usr/lib/postgresql")
_PACKAGE = "apt-get install postgresql-client"
_PROCESS = (
    "SELECT pid FROM pg_catalog.pg_stat_activity WHERE application_name = ?"
    " AND datname = current_database() ORDER BY state = 'active' DESC, pid LIMIT 1"
)
_VERBOSE = "--verbose"
_CUSTOM = b"PGDMP"
_UNDONE = "Nothing of it stayed: it ran in one transaction."


@dataclass(frozen=True, slots=True)
class PostgreSQLBackups:
    """Implements Backups; passwords travel in files that nobody else can read."""

    url: DatabaseUrl
    tools: Path | None = None
    suffix: str = ".dump"

    def write(self, path: Path, far: Far | None = None) -> Written:
        """Write the database with pg_dump and list it with pg_restore."""
        dump = self._tool("pg_dump")
        talk = None if far is None else told_dump(self.url, path, far)
        with self._call(far) as call:
            options = ["--format=custom", "--no-password", *([] if talk is None else [_VERBOSE])]
            target = ("--dbname", "service=goofer", "--file", path)
            call.run(dump, [*options, *target], talk=talk, far=far)
            return Written(dump.said, self._listed(path, call))

    def read(self, path: Path, far: Far | None = None, *, owners: bool = True) -> str:
        """Bring back what pg_dump wrote, with pg_restore, in one transaction."""
        restore = self._tool("pg_restore")
        options = ["--exit-on-error", "--single-transaction", "--no-password"]
        options += [] if owners else ["--no-owner", "--no-acl"]
        with self._call(far) as call:
            entries = self._listed(path, call)
            talk = None if far is None else told_restore(far, entries)
            options += [] if talk is None else [_VERBOSE]
            arguments: list[str | Path] = [*options, "--dbname", "service=goofer"]
            # Of what it reads from its input it can be seen how far it is.
            source = path if talk is not None and _custom(path) else None
            arguments += [] if source is not None else [path]
            call.run(restore, arguments, source=source, state=_UNDONE, far=far, talk=talk)
        return restore.said

    @contextmanager
    def trial(self) -> Iterator[tuple[PostgreSQLBackups, Store]]:
        """Give the same for an empty database of its own."""
        query = {key: value for key, value in self.url.query.items() if key != "dbname"}
        with spare_database(PostgreSQLStore(self.url)) as name:
            url = replace(self.url, database=name, query=query)
            yield replace(self, url=url), PostgreSQLStore(url)

    def _listed(self, path: Path, call: Call) -> int:
        state = f"{path} is no backup that can be restored."
        listed = call.run(self._tool("pg_restore"), ["--list", path], state=state)
        return sum(1 for line in listed.splitlines() if line and not line.startswith(";"))

    def _tool(self, name: str) -> Tool:
        """Return the program of the server's version, or the oldest newer one."""
        server = self._server()
        folders = sorted(_DEBIAN.glob("*/bin"))
        found = candidates([name], self.tools, folders)
        if not found:
            raise missing([name], self.tools, f"{_PACKAGE}-{server}")
        fitting = [tool for tool in found if tool.version[:1] >= (server,)]
        if not fitting:
            versions = ", ".join(f"{tool.path} ({tool.said})" for tool in found)
            raise ToolMissing(
                f"PostgreSQL {server} is newer than each {name} here, and it refuses newer servers:"
                f" {versions}. Nothing was written.",
                tool=name,
                hint=f"install it: {_PACKAGE}-{server}; or name its folder: --tools DIR",
            )
        return min(fitting, key=lambda tool: tool.version[:1])

    def _server(self) -> int:
        session = PostgreSQLStore(self.url).connect()
        try:
            return int(session.dialect.capabilities.version[0])
        finally:
            session.close()

    @contextmanager
    def _call(self, far: Far | None) -> Iterator[Call]:
        given = {key: str(value) for key, value in parameters(self.url).items()}
        if far is not None and "application_name" not in given:
            given["application_name"] = name = f"goofer-{token_hex(4)}"
            far.process = partial(_process, name)
        password = given.pop("password", None)
        for key, value in given.items():
            if "\n" in value:
                raise BackupFailed(f"{key} in the URL has a line break.", tool="pg_dump")
        service = "\n".join(("[goofer]", *(f"{key}={value}" for key, value in given.items()), ""))
        with private_file(service) as services, private_file(_passfile(password)) as passwords:
            environment = {"PGSERVICEFILE": str(services)}
            if password is not None:
                environment["PGPASSFILE"] = str(passwords)
            secrecy = Secrecy(self.url.secrets, self.url.names)
            yield Call(self.url.shown(), secrecy, environment)


def _process(name: str, session: Session) -> int | None:
    """Return the process of the server's that works for the program of a name."""
    found = session.query(_PROCESS, [name])
    return int(found[0][0]) if found else None


def _custom(path: Path) -> bool:
    """Say whether a file is in the custom format; others are read in an order of their own."""
    with path.open("rb") as file:
        return file.read(len(_CUSTOM)) == _CUSTOM


def _passfile(password: str | None) -> str:
    if password is None:
        return ""
    escaped = password.replace("\\", "\\\\").replace(":", "\\:")
    return f"*:*:*:*:{escaped}\n"

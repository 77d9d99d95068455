"""The programs that goofer imports from, built from the Go module proxy and kept for the next run.

`python -m tests.servers.peers` makes sure that all of them are there.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.servers.binaries import NoServerError
from tests.servers.cluster import Account, Workshop, key_of

# The C of SQLite takes a minute with optimisation, and is used for a few rows.
_ENVIRONMENT = {"GOFLAGS": "-mod=mod", "CGO_ENABLED": "1", "CGO_CFLAGS": "-O0 -w"}


@dataclass(frozen=True, slots=True)
class Tool:
    """A program: the package of a module at a version, built with `tags`.

    With `without`, its sources are copied first, without the lines that have one of these words:
    the databases that the tests do not use take most of the time.
    """

    module: str
    version: str
    package: str = ""
    tags: str = ""
    without: tuple[str, ...] = ()


TOOLS = {
    "goose": Tool(
        "github.com/pressly/goose/v3",
        "v3.29.0",
        "cmd/goose",
        "no_clickhouse,no_libsql,no_mssql,no_vertica,no_ydb,no_turso,no_starrocks,no_spanner",
    ),
    "migrate": Tool(
        "github.com/golang-migrate/migrate/v4", "v4.20.1", "cmd/migrate", "sqlite,postgres,mysql"
    ),
    "dbmate": Tool(
        "github.com/amacneil/dbmate/v2", "v2.28.0", without=("driver/bigquery", "driver/clickhouse")
    ),
    "sql-migrate": Tool("github.com/rubenv/sql-migrate", "v1.8.1", "sql-migrate"),
}


def folder() -> Path:
    """Return the folder that keeps the programs."""
    own = pwd.getpwuid(os.geteuid())
    account = Account(own.pw_name, own.pw_uid, own.pw_gid, changes=False)
    return Workshop.open(account, "peers").folder


def _place(name: str) -> Path:
    tool = TOOLS[name]
    return folder() / f"{name}-{tool.version}-{key_of(str(tool), str(_ENVIRONMENT))}"


def find(name: str) -> Path:
    """Return the program of one of TOOLS; raises NoServerError when it is not there."""
    program = _place(name)
    if not program.exists():
        raise NoServerError(f"no {name} on this machine; to get it: python -m tests.servers.peers")
    return program


def provide(name: str) -> Path:
    """Return the program, built if it was not there; raises NoServerError."""
    try:
        return find(name)
    except NoServerError:
        _build(name, TOOLS[name])
    return find(name)


def _build(name: str, tool: Tool) -> None:
    go = shutil.which("go", path=f"{os.environ.get('PATH', '')}:/usr/local/go/bin")
    if go is None:
        raise NoServerError(f"{name} cannot be built: there is no Go on this machine")
    with tempfile.TemporaryDirectory(dir=folder()) as work:
        place = Path(work)
        (place / "go.mod").write_text(
            f"module peers\n\ngo 1.23\n\nrequire {tool.module} {tool.version}\n"
        )
        package = f"{tool.module}/{tool.package}".rstrip("/")
        if tool.without:
            _copied(go, tool, place)
            package = "."
        built = place / "built"
        _go(go, place, "build", f"-tags={tool.tags}", "-ldflags=-s -w", "-o", str(built), package)
        built.rename(_place(name))


def _copied(go: str, tool: Tool, place: Path) -> None:
    _go(go, place, "mod", "download", tool.module)
    source = _go(go, place, "list", "-m", "-f", "{{.Dir}}", tool.module).strip()
    for file in Path(source, tool.package).glob("*.go"):
        if not file.name.endswith("_test.go"):
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = (line for line in lines if not any(word in line for word in tool.without))
            (place / file.name).write_text("".join(kept), encoding="utf-8")


def _go(go: str, place: Path, *arguments: str) -> str:
    done = subprocess.run(
        [go, *arguments],
        cwd=place,
        env={**os.environ, **_ENVIRONMENT},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoServerError(f"go {arguments[0]} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout


def main() -> int:
    """Build what is not there; a machine where that is impossible is no failure here."""
    for name, tool in TOOLS.items():
        try:
            sys.stdout.write(f"{name} {tool.version}: {provide(name)}\n")
        except NoServerError as error:
            sys.stdout.write(f"{error}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

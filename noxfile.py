"""Every check of this project, each in an environment of its own: `nox -l` lists them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
# Ten times as fast; elsewhere, pip knows better where its packages come from.
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["lint", "types", "imports", "docs", "wheel", "tests"]

# Without bytecode, each of the many processes that tests start compiles all that it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml("pyproject.toml")
WORKERS = str(min((os.cpu_count() or 1) + 1, 8))
"""One more than there are processors: much of a test is waiting, for a server or a process."""
SQL = ("binaries", "mysql_binaries")
NATIVE = ("redis", "mongodb", "cassandra", "clickhouse", "search_binaries", "chromium")
APPLICATIONS = ("mlflow-skinny==3.17.*", "optuna==5.0.*")


def install(session: nox.Session, group: str, *packages: str) -> None:
    """Install a group of pyproject.toml, with any pip, and then `packages`."""
    session.install(*nox.project.dependency_groups(PROJECT, group), *packages)


def fetch_servers(session: nox.Session, *names: str) -> None:
    """Install the servers that are not there, each by a module of tests/servers."""
    for name in names:
        if name != "binaries" or not os.environ.get("GOOFER_TEST_POSTGRESQL_URL"):
            session.run_install("python", "-m", f"tests.servers.{name}")


@nox.session
def tests(session: nox.Session) -> None:
    """The tests, on SQLite and on servers that are installed when there are none."""
    install(session, "tests", "-e", ".[postgresql,mysql]")
    fetch_servers(session, *SQL, *NATIVE)
    quick = ("-m", "not long")
    session.run("pytest", "-n", WORKERS, "--dist", "worksteal", *quick, *session.posargs)


@nox.session
def long(session: nox.Session) -> None:
    """What takes too long for every run: all places where a run can be killed, and what waits."""
    install(session, "tests", "-e", ".[postgresql,mysql]")
    fetch_servers(session, *SQL, *NATIVE)
    session.run("pytest", "-n", WORKERS, "-m", "long", *session.posargs)
    # What holds for whatever a property-based test thinks of, with many more examples.
    more = {"GOOFER_TEST_EXAMPLES": "500"}
    session.run("pytest", "-n", WORKERS, "-k", "laws", *session.posargs, env=more)


@nox.session
def apps(session: nox.Session) -> None:
    """The models of published applications, on the same databases as the tests."""
    install(session, "tests", "-e", ".[postgresql,mysql]", *APPLICATIONS)
    fetch_servers(session, *SQL)
    session.run("pytest", "-n", WORKERS, "tests/apps", *session.posargs)


@nox.session
def peers(session: nox.Session) -> None:
    """What is imported from other programs, against these programs themselves."""
    install(session, "peers", "-e", ".[postgresql,mysql]")
    fetch_servers(session, *SQL, "peers", "flyway")
    session.run(
        *("pytest", "-n", WORKERS, "tests/peers", *session.posargs),
        env={"GOOFER_TEST_PEERS": "1"},
    )


@nox.session
def faults(session: nox.Session) -> None:
    """What breaks on purpose, and eight runs at once with random kills twenty times."""
    install(session, "tests", "-e", ".[postgresql,mysql]")
    fetch_servers(session, *SQL)
    session.run("pytest", "-m", "fault", *session.posargs, env={"GOOFER_TEST_ROUNDS": "21"})


@nox.session
def load(session: nox.Session) -> None:
    """Two versions of a program at work through all phases of a change, on larger tables."""
    install(session, "tests", "-e", ".[postgresql,mysql]")
    fetch_servers(session, *SQL)
    session.run(
        *("pytest", "-s", "tests/generate/test_under_load.py", *session.posargs),
        env={"GOOFER_LOAD_SECONDS": "8", "GOOFER_LOAD_ROWS": "300000"},
    )


@nox.session
def lint(session: nox.Session) -> None:
    """The rules of ruff, and its layout."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """The types, the tests' too."""
    install(session, "types", "-e", ".[postgresql,mysql]")
    session.run("mypy", *session.posargs)


@nox.session
def imports(session: nox.Session) -> None:
    """The layers, and no module that imports itself by a detour."""
    install(session, "imports", "-e", ".")
    session.run("lint-imports", "--no-cache", "--no-logo")
    session.run("python", "scripts/import_cycles.py")


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation; `nox -s docs -- serve` shows it while it is written."""
    install(session, "docs", "-e", ".")
    session.run("towncrier", "build", "--draft", "--version", "next", silent=True)
    session.run(
        "mkdocs",
        *(session.posargs or ["build", "--strict"]),
        # Its notice of the theme's end of life: docs/adr/0001-docs-tool.md says what follows.
        env={"NO_MKDOCS_2_WARNING": "1"},
    )


@nox.session
def wheel(session: nox.Session) -> None:
    """The wheel as users get it: built from the sdist, installed alone, run in an empty folder."""
    install(session, "wheel")
    work = Path(session.create_tmp()).resolve()
    shutil.rmtree(work)
    empty = work / "empty"
    empty.mkdir(parents=True)
    session.run(*("python", "-m", "build", "--installer", "uv", "--outdir", str(work)), silent=True)
    session.run("python", "-m", "venv", str(work / "venv"))
    programs = work / "venv" / ("Scripts" if os.name == "nt" else "bin")
    (built,) = work.glob("*.whl")
    session.run(str(programs / "python"), "-m", "pip", "install", "-q", str(built), external=True)
    session.run(str(programs / "python"), "scripts/check_wheel.py", external=True)
    session.run(str(programs / "python"), "scripts/demo.py", external=True)
    with session.chdir(empty):
        session.run(str(programs / "goofer"), "--help", external=True)
        session.run(str(programs / "goofer"), "version", external=True)


@nox.session
def demo(session: nox.Session) -> None:
    """From two entities to a migrated SQLite database; `-- --svg FILE` draws it."""
    session.install("-e", ".")
    session.run("python", "scripts/demo.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """The figures of the documentation, measured here."""
    install(session, "bench", "-e", ".[postgresql,mysql]")
    fetch_servers(session, "binaries", "chromium")
    session.run("python", "-m", "benchmarks", *session.posargs)

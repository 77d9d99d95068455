"""Databases for the tests, and a closing word on which of them ran."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Container, Generator, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.servers import shared
from tests.servers.mysql import MySQLProvider, MySQLServer
from tests.servers.postgresql import Answer, Provider, Server
from tests.servers.tally import Tally, give_up, note, refuse_skip

pytest_plugins = [
    "pytester",
    "tests.servers.redis",
    "tests.servers.mongodb",
    "tests.servers.cassandra",
    "tests.servers.clickhouse",
    "tests.servers.search",
    "tests.servers.chromium",
]

SERVERS = ("postgresql", "mysql", "mariadb")
NATIVE = ("redis", "mongodb", "cassandra", "clickhouse", "opensearch", "elasticsearch")
"""The servers that are started by the first test that wants them."""
_PROVIDERS = pytest.StashKey[dict[str, Provider | MySQLProvider]]()

_TWINS = {
    "mariadb": ("mysql", "(migrate|generate|cli|seeds|checks|testing|entities|test_shop)"),
    "sqlite": ("postgresql", "(testing|cli/test_compatible)"),
}
"""Where one database goes by the code of another: it is tried with the same in long sessions."""

_LONG = (
    r"tests/test_shop\.py::.*\[mysql",
    r"tests/generate/test_under_load\.py::.*\[mariadb",
    r"tests/migrate/test_lease\.py::test_a_run_that_slept_too_long.*\[sqlite",
    r"tests/migrate/test_repeatable\.py::test_one_whose_run_was_killed.*\[sqlite",
    r"tests/migrate/test_batches\.py::test_a_large_table_is_read.*\[mysql",
    r"tests/migrate/test_kubernetes\.py::test_a_pod_that_is_stopped.*\[9-",
)
"""What takes longest, on one of the databases that it is tried on."""

# A busy machine is no failure, and a build server repeats what it found.
EXAMPLES = int(os.environ.get("GOOFER_TEST_EXAMPLES", "30"))
settings.register_profile("local", deadline=None, max_examples=EXAMPLES)
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


# What a shell runs in the background ignores Ctrl-C, and so does whatever that starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _provider(kind: str, known: Answer | None) -> Provider | MySQLProvider:
    return Provider(known) if kind == "postgresql" else MySQLProvider(kind, known)


def pytest_configure(config: pytest.Config) -> None:
    """Take the servers that the main process of this run hands over, or get ready to start some."""
    handed = getattr(config, "workerinput", {}).get("servers")
    known = {kind: Answer(**answer) for kind, answer in (handed or {}).items()}
    providers = {kind: _provider(kind, known.get(kind)) for kind in SERVERS}
    config.stash[_PROVIDERS] = providers
    if handed is None:
        shared.begin()
        tally = Tally({kind: partial(_known, one) for kind, one in providers.items()})
        config.pluginmanager.register(tally, "goofer-tally")


def _known(provider: Provider | MySQLProvider) -> Answer | None:
    return provider.known


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the servers of this run to each of its worker processes."""
    providers = node.config.stash[_PROVIDERS].values()
    for provider in providers:
        provider.begin()
    answers = ((kind, one.answer()) for kind, one in node.config.stash[_PROVIDERS].items())
    node.workerinput["servers"] = {kind: asdict(answer) for kind, answer in answers}


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers, whatever became of the tests."""
    for provider in config.stash.get(_PROVIDERS, {}).values():
        provider.stop()
    shared.end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server, so that `-m "not postgresql"` leaves it out, and what is long."""
    known = {item.nodeid for item in items}
    for item in items:
        if _is_twin(item, known) or any(re.match(one, item.nodeid) for one in _LONG):
            item.add_marker(pytest.mark.long)
        for kind in (*SERVERS, *NATIVE):
            if _wants(item, kind):
                item.add_marker(getattr(pytest.mark, kind))


def _is_twin(item: pytest.Item, known: Container[str]) -> bool:
    """Say whether another item does the same on a database that goes by the same code."""
    return any(
        own in item.nodeid
        and item.nodeid.replace(own, other) in known
        and re.match(f"tests/{where}", item.nodeid) is not None
        for own, (other, where) in _TWINS.items()
    )


def _wants(item: pytest.Item, kind: str) -> bool:
    names: Sequence[str] = getattr(item, "fixturenames", ())
    return any(name.startswith(kind) and name.endswith("_server") for name in names)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a test be left out only where a database may be missing too."""
    report = yield
    refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def _postgresql_session(pytestconfig: pytest.Config) -> Iterator[Server | Answer]:
    answer = pytestconfig.stash[_PROVIDERS]["postgresql"].answer()
    if answer.reason:
        yield answer
        return
    server = Server(answer.url)
    yield server
    server.close()


@pytest.fixture
def postgresql_server(
    request: pytest.FixtureRequest, _postgresql_session: Server | Answer
) -> Server:
    """Give the server of this run; without one the test is skipped, or fails if one is required."""
    note(request, "postgresql")
    if isinstance(_postgresql_session, Answer):
        give_up("postgresql", _postgresql_session.reason)
    return _postgresql_session


@pytest.fixture(scope="session")
def _newest_postgresql_session() -> Iterator[Server | Answer]:
    provider = Provider(environment={}, newest=True)
    answer = provider.answer()
    if answer.reason:
        yield answer
    else:
        server = Server(answer.url)
        yield server
        server.close()
    provider.stop()


@pytest.fixture
def newest_postgresql_url(
    request: pytest.FixtureRequest, _newest_postgresql_session: Server | Answer
) -> Iterator[str]:
    """Give an empty database on the newest server that this machine has the programs of."""
    note(request, "postgresql")
    if isinstance(_newest_postgresql_session, Answer):
        give_up("postgresql", _newest_postgresql_session.reason)
    with _newest_postgresql_session.database() as url:
        yield url


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> Iterator[str]:
    """Give `postgresql://...` of an empty database that only this test has."""
    with postgresql_server.database() as url:
        yield url


@pytest.fixture
def postgresql_login_url(postgresql_server: Server) -> Iterator[str]:
    """Give the same for a role with a password, which owns the database and may do nothing else."""
    with postgresql_server.login_database() as url:
        yield url


@pytest.fixture(scope="session")
def _mysql_session(pytestconfig: pytest.Config) -> Iterator[MySQLServer | Answer]:
    yield from _mysql_kind("mysql", pytestconfig.stash[_PROVIDERS]["mysql"].answer())


@pytest.fixture(scope="session")
def _mariadb_session(pytestconfig: pytest.Config) -> Iterator[MySQLServer | Answer]:
    yield from _mysql_kind("mariadb", pytestconfig.stash[_PROVIDERS]["mariadb"].answer())


def _mysql_kind(kind: str, answer: Answer) -> Iterator[MySQLServer | Answer]:
    if answer.reason:
        yield answer
        return
    server = MySQLServer(kind, answer.url)
    yield server
    server.close()


@pytest.fixture
def mysql_server(
    request: pytest.FixtureRequest, _mysql_session: MySQLServer | Answer
) -> MySQLServer:
    """Give the MySQL server of this run; without one, as `postgresql_server`."""
    note(request, "mysql")
    if isinstance(_mysql_session, Answer):
        give_up("mysql", _mysql_session.reason)
    return _mysql_session


@pytest.fixture
def mariadb_server(
    request: pytest.FixtureRequest, _mariadb_session: MySQLServer | Answer
) -> MySQLServer:
    """Give the MariaDB server of this run; without one, as `postgresql_server`."""
    note(request, "mariadb")
    if isinstance(_mariadb_session, Answer):
        give_up("mariadb", _mariadb_session.reason)
    return _mariadb_session


@pytest.fixture
def mysql_url(mysql_server: MySQLServer) -> Iterator[str]:
    """Give `mysql+pymysql://...` of an empty database that only this test has."""
    with mysql_server.database() as url:
        yield url


@pytest.fixture
def mariadb_url(mariadb_server: MySQLServer) -> Iterator[str]:
    """Give `mariadb+pymysql://...` of an empty database that only this test has."""
    with mariadb_server.database() as url:
        yield url


@pytest.fixture(
    params=[pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("mysql", "mariadb")]
)
def mysql_kind_url(request: pytest.FixtureRequest) -> str:
    """Give an empty database of MySQL and of MariaDB in turn, for what the two share."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(
    params=[pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("mysql", "mariadb")]
)
def mysql_login_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the same for a user with a password, who may do nothing outside of the database."""
    server: MySQLServer = request.getfixturevalue(f"{request.param}_server")
    with server.login_database() as url:
        yield url


@pytest.fixture
def sqlite_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give `sqlite:///...` of a file that is not there yet, in this test's own folder."""
    note(request, "sqlite")
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give an empty database of each kind in turn, for behaviour that all of them share."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(
    params=[
        "sqlite",
        *(
            pytest.param(kind, marks=getattr(pytest.mark, kind))
            for kind in ("postgresql", "mysql", "mariadb")
        ),
    ]
)
def every_database_url(request: pytest.FixtureRequest) -> str:
    """Give the same on all that goofer can run migrations on, those whose DDL commits too."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url

"""Databases for the tests, and a closing word on which of them ran."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.servers.postgresql import Answer, Provider, Server
from tests.servers.tally import Tally, give_up, note

pytest_plugins = ["pytester"]

_PROVIDER = pytest.StashKey[Provider]()

# A busy machine is no failure, and a build server repeats what it found.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure(config: pytest.Config) -> None:
    """Take the server that the main process of this run hands over, or get ready to start one."""
    handed = getattr(config, "workerinput", {}).get("postgresql")
    provider = Provider(Answer(**handed) if handed else None)
    config.stash[_PROVIDER] = provider
    if handed is None:
        config.pluginmanager.register(Tally(lambda: provider.known), "goofer-tally")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the one server of this run to each of its worker processes."""
    node.workerinput["postgresql"] = asdict(node.config.stash[_PROVIDER].answer())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server, whatever became of the tests."""
    if provider := config.stash.get(_PROVIDER, None):
        provider.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a server, so that `-m "not postgresql"` leaves it out."""
    for item in items:
        if "postgresql_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgresql)


@pytest.fixture(scope="session")
def _postgresql_session(pytestconfig: pytest.Config) -> Iterator[Server | Answer]:
    answer = pytestconfig.stash[_PROVIDER].answer()
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

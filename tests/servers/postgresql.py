"""The PostgreSQL server of a test run, and databases on it that live as long as one test."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.servers.cluster import LOGIN_PASSWORD, LOGIN_ROLE, NEWEST

URL_VARIABLE = "GOOFER_TEST_POSTGRESQL_URL"
_ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of the wish for a server: its URL, version and origin, or the reason for none."""

    url: str = ""
    version: str = ""
    origin: str = ""
    reason: str = ""


class Provider:
    """Gives the run its server: `known`, else what the environment names, else one it starts.

    What it starts is the `newest` that the machine has, if that is asked for.
    """

    def __init__(
        self,
        known: Answer | None = None,
        environment: Mapping[str, str] = os.environ,
        *,
        newest: bool = False,
    ) -> None:
        self.known = known
        self._options = [NEWEST] if newest else []
        self._url = environment.get(URL_VARIABLE, "")
        self._supervisor: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Do nothing: it starts at once when it is asked for."""

    def answer(self) -> Answer:
        """Return the server, starting it at the first call."""
        if self.known is None:
            self.known = self._look()
        return self.known

    def stop(self) -> None:
        """Stop the server if it was started here, and wait until it and its data are gone."""
        if self._supervisor is None:
            return
        self._supervisor.communicate(timeout=_STOP_SECONDS)
        self._supervisor = None

    def _look(self) -> Answer:
        if self._url:
            return _connected(self._url, URL_VARIABLE)
        if os.name == "nt":
            return Answer(reason=f"no server is started on Windows: name one in {URL_VARIABLE}")
        said = self._start()
        if "reason" in said:
            return Answer(reason=said["reason"])
        return _connected(said["url"], said["origin"])

    def _start(self) -> dict[str, str]:
        self._supervisor = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.cluster", *self._options],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # A Ctrl-C in the terminal is for the tests; the server goes when they have ended.
            start_new_session=True,
        )
        assert self._supervisor.stdout is not None
        line = self._supervisor.stdout.readline()
        if not line:
            return {"reason": "the server's supervisor ended without a word"}
        said: dict[str, str] = json.loads(line)
        return said


def _connected(url: str, origin: str) -> Answer:
    try:
        with psycopg.connect(plain(url), connect_timeout=10) as connection:
            row = connection.execute("show server_version").fetchone()
    except psycopg.Error as error:
        # The driver's words name host and port; the URL with its password stays out of them.
        return Answer(reason=f"the server of {origin} cannot be reached: {str(error).strip()}")
    assert row is not None
    return Answer(url=plain(url), version=str(row[0]).split()[0], origin=origin)


def plain(url: str) -> str:
    """Return `url` as libpq reads it, without the name of a driver."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


class Server:
    """A server whose administrator makes and drops databases."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._admin = psycopg.connect(url, autocommit=True)

    def close(self) -> None:
        """Close the administrator's connection."""
        self._admin.close()

    @contextlib.contextmanager
    def database(self, template: str = "template0", owner: str | None = None) -> Iterator[str]:
        """Give the URL of a new database, and drop it afterwards with whoever is still in it."""
        name = f"goofer_test_{uuid4().hex[:16]}"
        self._run("create database {} template {} encoding 'UTF8'", name, template)
        try:
            if owner:
                self._run("alter database {} owner to {}", name, owner)
            yield self._url_of(name)
        finally:
            self._run("drop database if exists {} with (force)", name)

    @contextlib.contextmanager
    def login_database(self) -> Iterator[str]:
        """Give a new database's URL for a role that owns it, has a password and no other right."""
        with contextlib.suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            self._admin.execute(
                sql.SQL("create role {} login password {}").format(
                    sql.Identifier(LOGIN_ROLE), sql.Literal(LOGIN_PASSWORD)
                )
            )
        with self.database(owner=LOGIN_ROLE) as url:
            parts = urlsplit(url)
            host = parts.netloc.rpartition("@")[2]
            netloc = f"{LOGIN_ROLE}:{quote(LOGIN_PASSWORD, safe='')}@{host}"
            yield parts._replace(netloc=netloc).geturl()

    def has_database(self, name: str) -> bool:
        """Say whether a database of that name is there."""
        found = self._admin.execute("select 1 from pg_database where datname = %s", [name])
        return found.fetchone() is not None

    def _run(self, statement: LiteralString, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _url_of(self, database: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{database}").geturl()

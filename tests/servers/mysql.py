"""The MySQL and MariaDB servers of a test run, and databases on them that live for one test."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit
from uuid import uuid4

import pymysql

from tests.servers.mysql_cluster import LOGIN_PASSWORD, LOGIN_USER
from tests.servers.postgresql import Answer

URL_VARIABLES = {
    "mysql": "GOOFER_TEST_MYSQL_URL",
    "mariadb": "GOOFER_TEST_MARIADB_URL",
}
_ROOT = Path(__file__).resolve().parents[2]
_STOP_SECONDS = 60


class MySQLProvider:
    """Gives the run its server of one kind: `known`, else the environment's, else one it starts."""

    def __init__(
        self,
        kind: str,
        known: Answer | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.kind = kind
        self.known = known
        self._url = environment.get(URL_VARIABLES[kind], "")
        self._supervisor: subprocess.Popen[str] | None = None

    def begin(self) -> None:
        """Start the server, if it takes one, without waiting for it."""
        if self.known or self._url or os.name == "nt" or self._supervisor:
            return
        self._supervisor = subprocess.Popen(
            [sys.executable, "-m", "tests.servers.mysql_cluster", self.kind],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # A Ctrl-C in the terminal is for the tests; the server goes when they have ended.
            start_new_session=True,
        )

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
            return _connected(self._url, URL_VARIABLES[self.kind])
        self.begin()
        if self._supervisor is None:
            variable = URL_VARIABLES[self.kind]
            return Answer(reason=f"no server is started on Windows: name one in {variable}")
        assert self._supervisor.stdout is not None
        line = self._supervisor.stdout.readline()
        if not line:
            return Answer(reason="the server's supervisor ended without a word")
        said: dict[str, str] = json.loads(line)
        if "reason" in said:
            return Answer(reason=said["reason"])
        return _connected(said["url"], said["origin"])


def _connected(url: str, origin: str) -> Answer:
    try:
        with _connection(url) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT VERSION()")
            version = str(cursor.fetchall()[0][0])
    except pymysql.Error as error:
        # The driver's words name host and port; the URL with its password stays out of them.
        said = error.args[-1] if error.args else type(error).__name__
        return Answer(reason=f"the server of {origin} cannot be reached: {said}")
    return Answer(url=url.rstrip("/"), version=version.partition("-")[0], origin=origin)


def _connection(url: str) -> pymysql.Connection[pymysql.cursors.Cursor]:
    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname,
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        connect_timeout=10,
        autocommit=True,
        # To read the system's certificates takes ten times as long as to connect.
        ssl_disabled=True,
    )


class MySQLServer:
    """A server whose administrator makes and drops databases."""

    def __init__(self, kind: str, url: str) -> None:
        self.kind = kind
        self.url = url
        self._admin = _connection(url)

    def close(self) -> None:
        """Close the administrator's connection."""
        self._admin.close()

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """Give the URL of a new database, and drop it afterwards with whoever is still in it."""
        name = f"goofer_test_{uuid4().hex[:16]}"
        self._run(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        try:
            yield f"{self.url}/{name}"
        finally:
            self._end_sessions(name)
            self._run(f"DROP DATABASE IF EXISTS {name}")

    @contextlib.contextmanager
    def login_database(self) -> Iterator[str]:
        """Give a new database's URL for a user who has a password and no right elsewhere."""
        with contextlib.suppress(pymysql.Error):
            self._run(f"CREATE USER '{LOGIN_USER}'@'%' IDENTIFIED BY '{LOGIN_PASSWORD}'")
        with self.database() as url:
            name = url.rpartition("/")[2]
            self._run(f"GRANT ALL ON {name}.* TO '{LOGIN_USER}'@'%'")
            parts = urlsplit(url)
            host = parts.netloc.rpartition("@")[2]
            password = quote(LOGIN_PASSWORD, safe="")
            try:
                yield parts._replace(netloc=f"{LOGIN_USER}:{password}@{host}").geturl()
            finally:
                self._run(f"REVOKE ALL ON {name}.* FROM '{LOGIN_USER}'@'%'")

    def has_database(self, name: str) -> bool:
        """Say whether a database of that name is there."""
        return bool(self._run(f"SHOW DATABASES LIKE '{name}'"))

    def _end_sessions(self, database: str) -> None:
        """End the sessions that could hold a lock on what is dropped."""
        for thread, _user, _host, used, *_ in self._run("SHOW PROCESSLIST"):
            if used == database:
                with contextlib.suppress(pymysql.Error):
                    self._run(f"KILL {thread}")

    def _run(self, statement: str) -> tuple[tuple[object, ...], ...]:
        with self._admin.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

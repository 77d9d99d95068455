"""Waiting for a database, on real servers: what is waited for, and what is said at once."""

from __future__ import annotations

import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import create_engine

from goofer_py.errors import ConnectionFailed
from goofer_py.events import DatabaseAwaited, Event, Observer
from goofer_py.stores.mysql import MySQLStore
from goofer_py.stores.postgresql import PostgreSQLStore
from goofer_py.stores.registry import open_store
from goofer_py.stores.url import parse_url
from goofer_py.stores.waiting import wait_for


class Door:
    """A port of this machine behind which there is nothing, until it is opened to a server."""

    def __init__(self, url: str) -> None:
        found = urlsplit(url)
        self._server = (found.hostname or "", found.port or 0)
        with closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))
            self.port: int = taken.getsockname()[1]
        self.url = url.replace(f":{found.port}/", f":{self.port}/")
        self._listening: socket.socket | None = None

    def open(self) -> None:
        """Let connections through from now on."""
        self._listening = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._serve, args=[self._listening], daemon=True).start()

    def close(self) -> None:
        if self._listening is not None:
            self._listening.close()

    def _serve(self, listening: socket.socket) -> None:
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            threading.Thread(target=_join, args=(client, server), daemon=True).start()


def _join(client: socket.socket, server: socket.socket) -> None:
    """Pass on what both say until both have ended."""
    with client, server:
        back = threading.Thread(target=_pass_on, args=(server, client), daemon=True)
        back.start()
        _pass_on(client, server)
        back.join()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    try:
        while data := one.recv(1 << 16):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
    except OSError:
        pass


@contextmanager
def opened_later(door: Door, seconds: float = 0) -> Iterator[Observer]:
    """Give an observer that opens the door some time after it was found closed."""
    timer = threading.Timer(seconds, door.open)
    try:
        yield lambda _: timer.start()
    finally:
        timer.join()
        door.close()


SERVERS = [
    pytest.param(kind, marks=getattr(pytest.mark, kind))
    for kind in ("postgresql", "mysql", "mariadb")
]


@pytest.fixture(params=SERVERS)
def server_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


def refusal(url: str, seconds: float = 30, *, created: bool = False) -> ConnectionFailed:
    """Return what a wait ends with, which took no time worth speaking of."""
    with pytest.raises(ConnectionFailed) as error:
        wait_for(url, seconds, created=created)
    return error.value


def test_a_database_that_is_there_is_not_waited_for(every_database_url: str) -> None:
    waited = wait_for(every_database_url)
    assert (waited.tries, waited.reasons) == (1, ())


def test_a_server_that_comes_up_is_waited_for_and_the_reason_is_told_once(server_url: str) -> None:
    door, told = Door(server_url), list[Event]()
    with opened_later(door, 0.6) as open_it:

        def observer(event: Event) -> None:
            told.append(event)
            open_it(event)

        waited = wait_for(door.url, 30, observer=observer)
    assert waited.tries > 1
    assert waited.seconds >= 0.5
    assert [type(event) for event in told] == [DatabaseAwaited]
    assert waited.reasons == tuple(e.reason for e in told if isinstance(e, DatabaseAwaited))
    assert "refused" in waited.reasons[0]


def test_a_server_that_never_comes_up_is_given_up_on_in_time(server_url: str) -> None:
    started = time.monotonic()
    error = refusal(Door(server_url).url, 0.5)
    assert time.monotonic() - started < 10
    assert "did not take connections within 0.5 s" in error.message
    assert error.hint


def test_a_port_that_answers_nothing_is_given_up_on_in_time(server_url: str) -> None:
    started = time.monotonic()
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        found = urlsplit(server_url)
        url = server_url.replace(f":{found.port}/", f":{silent.getsockname()[1]}/")
        assert refusal(url, 0.5).reason == "away"
    assert time.monotonic() - started < 15


def test_a_database_that_does_not_exist_is_said_at_once(server_url: str) -> None:
    error = refusal(f"{server_url}_not")
    assert error.reason == "absent"
    assert "Nothing was changed." in error.message


def test_a_database_that_is_created_later_is_waited_for_when_asked_for(
    server_url: str, request: pytest.FixtureRequest
) -> None:
    name = urlsplit(server_url).path.lstrip("/")
    quote = '"' if server_url.startswith("postgresql") else "`"
    later = f"{quote}{name}_later{quote}"

    def create() -> None:
        with closing(open_store(server_url).connect()) as session:
            session.execute(f"CREATE DATABASE {later}")

    def drop() -> None:
        with closing(open_store(server_url).connect()) as session:
            session.execute(f"DROP DATABASE {later}")

    request.addfinalizer(drop)
    url = server_url.replace(f"/{name}", f"/{name}_later")
    waited = wait_for(url, 30, created=True, observer=lambda _: create())
    assert waited.tries > 1
    assert "_later" in waited.reasons[0]


def test_a_wrong_password_is_said_at_once_and_shown_nowhere(mysql_login_url: str) -> None:
    right = parse_url(mysql_login_url)
    told = list[Event]()
    with pytest.raises(ConnectionFailed) as error:
        wait_for(MySQLStore(replace(right, password="s3cret")), observer=told.append)
    assert error.value.reason == "refused"
    assert "s3cret" not in f"{error.value} {error.value.hint} {told}"


def test_a_role_that_there_is_not_is_said_at_once(postgresql_url: str) -> None:
    store = PostgreSQLStore(replace(parse_url(postgresql_url), username="nobody_at_all"))
    with pytest.raises(ConnectionFailed, match="nobody_at_all") as error:
        wait_for(store)
    assert error.value.reason == "refused"


def test_too_many_connections_are_waited_for_on_postgresql(
    postgresql_login_url: str, postgresql_url: str
) -> None:
    role = parse_url(postgresql_login_url).username
    with closing(open_store(postgresql_url).connect()) as session:
        session.execute(f'ALTER ROLE "{role}" CONNECTION LIMIT 1')
    _freed_later(postgresql_login_url)


def test_too_many_connections_are_waited_for_on_mysql(
    mysql_login_url: str, mysql_kind_url: str
) -> None:
    user = parse_url(mysql_login_url).username
    with closing(open_store(mysql_kind_url).connect()) as session:
        session.execute(f"ALTER USER '{user}'@'%' WITH MAX_USER_CONNECTIONS 1")
    _freed_later(mysql_login_url)


def _freed_later(url: str) -> None:
    taken = open_store(url).connect()
    waited = wait_for(url, 30, observer=lambda _: taken.close())
    assert waited.tries > 1
    assert "onnections" in waited.reasons[0]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("FATAL:  the database system is starting up", "starting"),
        ("FATAL:  the database system is not yet accepting connections", "starting"),
        ("FATAL:  the database system is shutting down", "starting"),
        ("FATAL:  sorry, too many clients already", "busy"),
        ("FATAL:  remaining connection slots are reserved for roles with SUPERUSER", "busy"),
        ('FATAL:  database "shop" does not exist', "absent"),
        ('FATAL:  password authentication failed for user "jo"', "refused"),
        ('FATAL:  no pg_hba.conf entry for host "10.1.1.1", user "a", database "b"', "refused"),
        ('FATAL:  permission denied for database "shop"', "refused"),
        ('FATAL:  database "shop" is not currently accepting connections', "refused"),
        ("fe_sendauth: no password supplied", "refused"),
        ('could not translate host name "db" to address', "away"),
        ("server closed the connection unexpectedly", "away"),
        ("connection timeout expired", "away"),
    ],
)
def test_postgresql_says_by_its_words_why(said: str, reason: str) -> None:
    store = PostgreSQLStore(parse_url("postgresql://jo@db/shop"))
    assert store.refused(f"connection failed: {said}").reason == reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("(1040, 'Too many connections')", "busy"),
        ("(1053, 'Server shutdown in progress')", "starting"),
        ("(1049, \"Unknown database 'shop'\")", "absent"),
        ("(1045, \"Access denied for user 'jo'@'x' (using password: YES)\")", "refused"),
        ("(1044, \"Access denied for user 'jo'@'%' to database 'shop'\")", "refused"),
        ("(1130, \"Host 'x' is not allowed to connect\")", "refused"),
        ("(2003, \"Can't connect to MySQL server on 'db'\")", "away"),
        ("(2013, 'Lost connection to MySQL server during query')", "away"),
        ("'cryptography' package is required for sha256_password", "refused"),
    ],
)
def test_mysql_says_by_its_numbers_why(said: str, reason: str) -> None:
    assert MySQLStore(parse_url("mysql://jo@db/shop")).refused(said).reason == reason


def test_a_file_is_not_made_by_waiting(tmp_path: Path) -> None:
    wait_for(f"sqlite:///{tmp_path / 'a.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_made_later_is_waited_for_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    timer = threading.Timer(0.4, path.touch)
    timer.start()
    waited = wait_for(f"sqlite:///{path}", 30, created=True)
    timer.join()
    assert waited.reasons == ("it is not there yet",)


def test_a_folder_that_is_not_there_is_said_at_once_unless_it_is_waited_for(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'not' / 'a.db'}"
    assert refusal(url).reason == "absent"
    assert "within 0.2 s" in refusal(url, 0.2, created=True).message


def test_a_file_that_is_no_database_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("hello, this is a letter and no database at all" * 9)
    assert refusal(f"sqlite:///{tmp_path / 'a.db'}").reason == "refused"


def test_a_locked_file_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("CREATE TABLE a (x)")
    holder.execute("BEGIN EXCLUSIVE")
    timer = threading.Timer(1.5, holder.close)
    timer.start()
    waited = wait_for(f"sqlite:///{path}", 30)
    timer.join()
    assert waited.seconds > 1


def test_an_engine_is_waited_for_like_its_url(server_url: str) -> None:
    door = Door(server_url)
    engine = create_engine(door.url.replace("postgresql:", "postgresql+psycopg:"))
    with opened_later(door) as open_it:
        assert wait_for(engine, 30, observer=open_it).tries > 1
    engine.dispose()

"""The MySQL and MariaDB servers of the tests."""

from __future__ import annotations

from urllib.parse import urlsplit

import pymysql
import pytest

from tests.servers.mysql import MySQLServer


def _connection(url: str) -> pymysql.Connection[pymysql.cursors.Cursor]:
    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname,
        port=parts.port or 0,
        user=parts.username,
        password=parts.password or "",
        database=parts.path.lstrip("/"),
    )


@pytest.fixture(
    params=[pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in ("mysql", "mariadb")]
)
def server(request: pytest.FixtureRequest) -> MySQLServer:
    server: MySQLServer = request.getfixturevalue(f"{request.param}_server")
    return server


def test_each_server_is_the_one_it_is_called(server: MySQLServer) -> None:
    with server.database() as url, _connection(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        ((version,),) = cursor.fetchall()
        assert ("MariaDB" in version) == (server.kind == "mariadb")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_every_test_has_an_empty_database_of_its_own(turn: str, mysql_kind_url: str) -> None:
    with _connection(mysql_kind_url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE only_mine (turn text)")
        cursor.execute("SHOW TABLES")
        assert cursor.fetchall() == (("only_mine",),)


def test_database_is_dropped_with_whoever_is_still_in_it(server: MySQLServer) -> None:
    with server.database() as url:
        name = urlsplit(url).path.lstrip("/")
        left_open = _connection(url)
        with left_open.cursor() as cursor:
            cursor.execute("CREATE TABLE held (x int)")
            cursor.execute("SELECT * FROM held")
        assert server.has_database(name)
    assert not server.has_database(name)
    with pytest.raises(pymysql.Error):
        left_open.ping(reconnect=False)
    left_open.close() if left_open.open else None


def test_login_user_has_no_right_elsewhere(mysql_login_url: str) -> None:
    url = mysql_login_url.replace("p%40ss%2Fword", "")
    parts = urlsplit(url)
    with (
        pymysql.connect(
            host=parts.hostname,
            port=parts.port or 0,
            user=parts.username,
            password="p@ss/word",
            database=parts.path.lstrip("/"),
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("CREATE TABLE mine (x int)")
        with pytest.raises(pymysql.Error):
            cursor.execute("CREATE DATABASE goofer_not_allowed")

"""The servers that run beside a program in containers, and what they are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Server:
    """A database's image.

    `environment` makes the user and the database of a program, `checks` what may make databases
    of its own, as `administrator`; `{user}`, `{password}` and `{name}` stand for what they are.
    """

    image: str
    port: int
    scheme: str
    extra: str
    data: str
    health: str
    environment: Words
    checks: Words
    administrator: str = "root"


_POSTGRESQL = (
    ("POSTGRES_USER", "{user}"),
    ("POSTGRES_PASSWORD", "{password}"),
    ("POSTGRES_DB", "{name}"),
)


def _of_mysql(prefix: str, image: str, scheme: str, health: str) -> Server:
    return Server(
        image,
        3306,
        scheme,
        "mysql",
        "/var/lib/mysql",
        health,
        environment=(
            (f"{prefix}_USER", "{user}"),
            (f"{prefix}_PASSWORD", "{password}"),
            (f"{prefix}_DATABASE", "{name}"),
            (f"{prefix}_RANDOM_ROOT_PASSWORD", '"yes"'),
        ),
        checks=((f"{prefix}_ROOT_PASSWORD", "{password}"), (f"{prefix}_DATABASE", "{name}")),
    )


# While an image sets itself up, its server listens on no port: so the port is what is asked.
SERVERS: Mapping[str, Server] = {
    "postgresql": Server(
        "postgres:17",
        5432,
        "postgresql+psycopg",
        "postgresql",
        "/var/lib/postgresql/data",
        "pg_isready --host 127.0.0.1 --username {user}",
        environment=_POSTGRESQL,
        checks=_POSTGRESQL,
        administrator="app",
    ),
    "mysql": _of_mysql(
        "MYSQL", "mysql:8.4", "mysql+pymysql", "mysqladmin ping --host 127.0.0.1 --silent"
    ),
    "mariadb": _of_mysql(
        "MARIADB",
        "mariadb:11.4",
        "mariadb+pymysql",
        "healthcheck.sh --connect --innodb_initialized",
    ),
}
"""By the word that URLs begin with; databases that are files have no server."""

"""What a statement really costs on a server of MySQL or MariaDB: its mildest form is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import pymysql
from pymysql.cursors import Cursor

from goofer_py.hazards.rule import Duration

FORMS = (
    ("INSTANT", "NONE"),
    ("INPLACE", "NONE"),
    ("INPLACE", "SHARED"),
    ("INPLACE", "EXCLUSIVE"),
    ("COPY", "NONE"),
    ("COPY", "SHARED"),
    ("COPY", "EXCLUSIVE"),
)
"""ALGORITHM and LOCK, from the mildest: the first one that is accepted is what the server takes."""

# "Not supported", "not supported, because", "no such ALGORITHM for it" as MariaDB says it, and
# "maximum row versions reached".
_REFUSED = (1845, 1846, 1800, 1221, 4092)
_TABLES = {"mysql": "innodb_tables", "mariadb": "innodb_sys_tables"}
_INDEXES = {"mysql": "innodb_indexes", "mariadb": "innodb_sys_indexes"}


@dataclass(frozen=True, slots=True)
class Cost:
    """The lock that a statement takes, and what is done meanwhile."""

    lock: str
    duration: Duration


@dataclass(frozen=True, slots=True)
class _Stored:
    """What InnoDB keeps of a table: its files by their numbers, and its indexes by theirs."""

    files: frozenset[int]
    indexes: frozenset[int]


@contextmanager
def opened(url: str) -> Iterator[Cursor]:
    """Give a cursor in the database of the test."""
    parts = urlsplit(url)
    connection = pymysql.connect(
        host=parts.hostname or "",
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path[1:],
        autocommit=True,
    )
    with connection, connection.cursor() as cursor:
        yield cursor


def cost(cursor: Cursor, kind: str, given: Sequence[str], statement: str, table: str) -> Cost:
    """Run the statement in the mildest form that the server accepts, and return what it costs."""
    found = _cost(cursor, kind, given, statement, table, FORMS)
    if found is None:
        # MariaDB takes INSTANT for partitions and engines, and copies the table all the same.
        found = _cost(cursor, kind, given, statement, table, FORMS[1:])
    assert found is not None
    return found


def _cost(
    cursor: Cursor,
    kind: str,
    given: Sequence[str],
    statement: str,
    table: str,
    forms: Sequence[tuple[str, str]],
) -> Cost | None:
    """Return what it costs on tables made anew; None when it says to be instant, and is not."""
    emptied(cursor)
    for one in given:
        cursor.execute(one)
    before = _stored(cursor, kind, table)
    assert before.files, f"{table} is not there"
    algorithm, lock = _mildest(cursor, statement, forms)
    after = _stored(cursor, kind, table)
    if not before.files & after.files:
        return None if algorithm == "INSTANT" else Cost(lock, Duration.REWRITE)
    built = after.indexes - before.indexes
    return Cost(lock, Duration.BUILD if built else Duration.INSTANT)


def emptied(cursor: Cursor) -> None:
    """Drop all tables of the database."""
    cursor.execute("SHOW TABLES")
    tables = [f"`{row[0]}`" for row in cursor.fetchall()]
    if tables:
        cursor.execute("SET foreign_key_checks = 0")
        cursor.execute(f"DROP TABLE {', '.join(tables)}")
        cursor.execute("SET foreign_key_checks = DEFAULT")


def _mildest(cursor: Cursor, statement: str, forms: Sequence[tuple[str, str]]) -> tuple[str, str]:
    refusals = []
    for algorithm, lock in forms:
        try:
            cursor.execute(stated(statement, algorithm, lock))
        except pymysql.Error as error:
            if error.args[0] not in _REFUSED:
                raise
            refusals.append(error.args[1])
        else:
            return algorithm, lock
    raise AssertionError(refusals)


def _partitions(statement: str) -> bool:
    rest = statement.upper().split(None, 3)[3]
    return rest.startswith(("PARTITION BY", "REMOVE PARTITIONING"))


def stated(statement: str, algorithm: str, lock: str) -> str:
    """Return the statement with an ALGORITHM and LOCK; MySQL takes no LOCK with INSTANT."""
    said = [f"ALGORITHM={algorithm}"] + ([f"LOCK={lock}"] if algorithm != "INSTANT" else [])
    words = statement.split(None, 3)
    if words[0].upper() == "ALTER":
        rest = words[3]
        comma = "" if _partitions(statement) else ","
        return f"ALTER TABLE {words[2]} {', '.join(said)}{comma} {rest}"
    assert words[0].upper() == "CREATE", statement
    return f"{statement} {' '.join(said)}"


def _stored(cursor: Cursor, kind: str, table: str) -> _Stored:
    cursor.execute(
        f"SELECT table_id FROM information_schema.{_TABLES[kind]}"
        " WHERE name = concat(database(), '/', %s) OR name LIKE concat(database(), '/', %s, '#%%')",
        (table, table),
    )
    files = frozenset(row[0] for row in cursor.fetchall())
    if not files:  # Another engine keeps it.
        return _Stored(files, frozenset())
    cursor.execute(
        f"SELECT index_id FROM information_schema.{_INDEXES[kind]}"
        f" WHERE table_id IN ({', '.join(map(str, files))})"
    )
    return _Stored(files, frozenset(row[0] for row in cursor.fetchall()))

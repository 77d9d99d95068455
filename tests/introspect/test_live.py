"""What the rules of hazards learn of a live database."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from goofer_py.hazards.facts import Size
from goofer_py.introspect.live import Live, look
from goofer_py.schema import Name
from goofer_py.stores.registry import open_store


@pytest.fixture
def live(every_database_url: str) -> Live:
    """Give what is seen of a database with an empty table and one of 30 rows."""
    with closing(open_store(every_database_url).connect()) as session:
        session.run("CREATE TABLE empty_one (id int); CREATE TABLE full_one (id int);")
        rows = ", ".join(f"({number})" for number in range(30))
        session.run(f"INSERT INTO full_one VALUES {rows};")
        if "mysql" in every_database_url or "mariadb" in every_database_url:
            session.query("ANALYZE TABLE full_one")
        else:
            session.run("ANALYZE full_one;")
        return look(session, 20)


def test_an_empty_table_is_known_to_be_empty(live: Live) -> None:
    assert live.sizes[Name("empty_one")].rows == 0


def test_a_table_with_rows_is_never_taken_for_empty(live: Live) -> None:
    size: Size = live.sizes[Name("full_one")]
    assert 20 <= size.rows <= 30


def test_settings_are_those_of_the_server(live: Live) -> None:
    assert set(live.settings) & {"sql_mode", "time_zone", "foreign_keys"}


def test_views_that_cannot_be_read_any_more_are_told(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path / 'shop.db'}").connect()) as session:
        session.run(
            "CREATE TABLE users (id integer); CREATE TABLE posts (id integer);"
            "CREATE VIEW recent AS SELECT id FROM posts;"
            "CREATE VIEW everybody AS SELECT * FROM users;"
            "DROP TABLE posts;"
        )
        assert dict(look(session, 100).broken) == {"the view recent": "no such table: main.posts"}


def test_bytes_are_known_of_rows_with_and_without_indexes(every_database_url: str) -> None:
    with closing(open_store(every_database_url).connect()) as session:
        session.run("CREATE TABLE wide (id int, filler varchar(2000));")
        rows = ", ".join(f"({number}, '{'x' * 1000}')" for number in range(100))
        session.run(f"INSERT INTO wide VALUES {rows}; CREATE INDEX by_id ON wide (id);")
        if every_database_url.startswith(("mysql", "mariadb")):
            session.query("ANALYZE TABLE wide")
        else:
            session.run("ANALYZE wide;")
        size = look(session, 20).sizes[Name("wide")]
    assert size.bytes is not None
    assert size.data is not None
    assert 100_000 <= size.data <= size.bytes < 1_000_000


def test_rows_of_sqlite_beyond_those_that_are_counted_are_estimated(sqlite_url: str) -> None:
    with closing(open_store(sqlite_url).connect()) as session:
        session.run("CREATE TABLE counted (id integer PRIMARY KEY, text text);")
        session.run("CREATE TABLE keyed (id text PRIMARY KEY) WITHOUT ROWID;")
        rows = ", ".join(f"({number}, 'four')" for number in range(1, 101))
        keys = ", ".join(f"('{number:04}')" for number in range(100))
        session.run(f"INSERT INTO counted VALUES {rows}; INSERT INTO keyed VALUES {keys};")
        sizes = look(session, 20).sizes
    assert sizes[Name("counted")].rows == 100
    assert sizes[Name("keyed")] == Size(20, 20 * 12, 20 * 12)


def test_a_table_of_parts_is_as_large_as_its_parts(postgresql_url: str) -> None:
    with closing(open_store(postgresql_url).connect()) as session:
        session.run(
            "CREATE TABLE logs (id int) PARTITION BY RANGE (id);"
            "CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM (0) TO (1000);"
            "CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM (1000) TO (2000);"
            "INSERT INTO logs SELECT generate_series(0, 1999); CREATE INDEX ON logs (id);"
            "ANALYZE logs;"
        )
        sizes = look(session, 20).sizes
    whole, parts = sizes[Name("logs")], [sizes[Name("logs_1")], sizes[Name("logs_2")]]
    assert whole.rows == 2000
    assert whole.bytes == sum(part.bytes or 0 for part in parts)
    assert whole.data == sum(part.data or 0 for part in parts)
    assert 0 < (whole.data or 0) < (whole.bytes or 0)

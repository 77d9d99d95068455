from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine, inspect, text


def test_sqlite_file_is_not_there_before_the_first_connection(sqlite_url: str) -> None:
    assert not Path(sqlite_url.removeprefix("sqlite:///")).exists()


def test_database_of_each_kind_starts_empty_and_keeps_what_is_written(database_url: str) -> None:
    engine = create_engine(database_url)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("create table entry (id int)"))
        connection.execute(text("insert into entry values (7)"))
    with engine.connect() as connection:
        assert connection.scalar(text("select id from entry")) == 7
    engine.dispose()

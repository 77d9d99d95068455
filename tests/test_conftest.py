from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from tests.servers.tally import REQUIRE_VARIABLE


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


@pytest.mark.parametrize(("required", "outcome"), [("all", "failed"), ("mysql", "skipped")])
def test_no_test_is_left_out_where_everything_is_required(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, required: str, outcome: str
) -> None:
    monkeypatch.setenv(REQUIRE_VARIABLE, required)
    pytester.makeconftest("from tests.conftest import pytest_runtest_makereport")
    pytester.makepyfile("import pytest\n\ndef test_old():\n    pytest.skip('it is too old')")

    run = pytester.runpytest("-ra")

    run.assert_outcomes(**{outcome: 1})
    run.stdout.fnmatch_lines(["*it is too old*"])

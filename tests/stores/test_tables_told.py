from __future__ import annotations

from contextlib import closing

import psycopg
import pytest

from goofer_py.stores.postgresql_told import _count, _sizes
from goofer_py.stores.registry import open_store
from goofer_py.stores.tables_told import Size, Tables
from goofer_py.stores.url import parse_url

MB = 1 << 20


class Written:
    """A file that grows."""

    size = 0

    def __call__(self) -> int:
        return self.size


def test_tables_that_are_done_count_whole_and_the_one_it_is_at_by_its_rows() -> None:
    tables = Tables({"a": Size(100, 50), "b": Size(300, 30)}, Written())
    assert tables.measured() == (0, 400)
    assert tables.begin("a") == "table a (1 of 2)"
    tables.counted("a", 25)
    tables.counted("b", 25)
    assert tables.measured() == (50, 400)
    assert tables.begin("b") == "table b (2 of 2)"
    tables.counted("b", 10)
    assert tables.measured() == (200, 400)


def test_where_nobody_counts_rows_the_file_says_how_far_a_table_is() -> None:
    written = Written()
    tables = Tables({"a": Size(9 * MB), "b": Size(30 * MB)}, written)
    tables.begin("a")
    written.size = 2 * MB
    assert tables.measured() == (2 * MB, 39 * MB)
    written.size = 4 * MB
    tables.begin("b")
    written.size = 9 * MB
    # For about half of what it takes was written of the first one, so it is of the second.
    assert tables.measured() == (9 * MB + 10 * MB, 39 * MB)


def test_little_tables_say_little_of_how_the_file_grows() -> None:
    written = Written()
    tables = Tables({"a": Size(16_384), "b": Size(16_384)}, written)
    tables.begin("a")
    written.size = 100
    tables.begin("b")
    written.size = 900
    done, total = tables.measured()
    assert total == 2 * 16_384
    assert 16_384 + 800 < done < 16_384 + 900


def test_a_table_that_is_larger_than_it_seemed_is_more_to_do() -> None:
    tables = Tables({"a": Size(100, 50), "b": Size(300)}, Written())
    tables.begin("a")
    tables.counted("a", 75)
    assert tables.measured() == (150, 450)
    tables.begin("b")
    assert tables.measured() == (100, 400)


def test_what_is_no_table_ends_the_one_before_and_is_not_named() -> None:
    tables = Tables({"a": Size(100)}, Written())
    tables.begin("a")
    assert tables.begin("a view") == ""
    assert tables.measured() == (100, 100)


def test_without_any_table_it_is_what_was_written() -> None:
    written = Written()
    tables = Tables({}, written)
    written.size = 7
    tables.begin("a")
    assert tables.measured() == (7, 0)


MANY = "CREATE TABLE a (x text); INSERT INTO a SELECT repeat('x', 200) FROM generate_series(1, {});"


@pytest.mark.parametrize("locked", [False, True])
def test_of_a_table_that_others_have_alone_the_size_is_known_without_waiting(
    postgresql_url: str, locked: bool
) -> None:
    with closing(open_store(postgresql_url).connect()) as holder:
        holder.run(MANY.format(5000))
        holder.execute("VACUUM ANALYZE a")
        holder.run("CREATE SCHEMA s; CREATE TABLE s.b (x int)")
        ((size, pages),) = holder.query(
            "SELECT pg_table_size(oid), relpages * 8192 FROM pg_class WHERE oid = 'a'::regclass"
        )
        if locked:
            holder.begin()
            holder.execute("LOCK TABLE a")
        found = _sizes(parse_url(postgresql_url))
    assert found == {"public.a": Size(pages if locked else size, 5000), "s.b": Size(0, 0)}


def test_the_server_tells_how_many_rows_were_copied_of_which_table(postgresql_url: str) -> None:
    number = 200_000
    with closing(open_store(postgresql_url).connect()) as session:
        session.run(MANY.format(number))
        if session.dialect.capabilities.version < (14,):
            # A server that somebody names may be older; this run's own is not.
            pytest.skip("pg_stat_progress_copy came with PostgreSQL 14")
        tables = Tables({"public.a": Size(1_000_000, number)}, lambda: 0)
        tables.begin("public.a")
        with (
            psycopg.connect(postgresql_url) as reader,
            reader.cursor().copy("COPY a TO STDOUT") as copy,
        ):
            # The rest waits until it is read.
            next(iter(copy))
            _count(tables, session, reader.info.backend_pid)
            done, total = tables.measured()
            for _ in copy:
                pass
    assert 0 < done < total == 1_000_000

"""The books of goofer on ClickHouse, with a Keeper and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from goofer_py.errors import StatementFailed, UsageError
from goofer_py.stores.clickhouse.ledger import ClickHouseLedger
from goofer_py.stores.clickhouse.session import ClickHouseSession
from goofer_py.stores.clickhouse.store import ClickHouseStore
from goofer_py.stores.registry import dialect_for, open_store
from goofer_py.stores.url import parse_url
from tests.servers.clickhouse import ClickHouseServer

BOOK = "goofer_history"
_LONG = "é'\\\n" * 300_000
"""Longer than what Keeper takes at once, and than what a server parses by itself."""


@pytest.fixture(
    params=["clickhouse_server", pytest.param("clickhouse_with_keeper_server", id="keeper")]
)
def session(request: pytest.FixtureRequest) -> Iterator[ClickHouseSession]:
    server: ClickHouseServer = request.getfixturevalue(request.param)
    session = ClickHouseStore(parse_url(server.database())).connect()
    yield session
    session.close()


def test_records_of_any_length(session: ClickHouseSession) -> None:
    ledger = session.ledger
    ledger.create(BOOK)
    kept = [{"down_script": _LONG}, {"down_script": "short"}, {"down_script": _LONG[::-1]}]
    for number, fields in enumerate(kept, 1):
        ledger.append(BOOK, number, fields, None)
    assert ledger.entries(BOOK) == list(enumerate(kept, 1))


def test_many_steps(session: ClickHouseSession) -> None:
    """A state of half a million bytes is written, and what Keeper does not take is refused."""
    ledger = session.ledger
    for number in range(1, 6):
        ledger.put_step(BOOK, "1:up", number, {"position": f"'{number}" * 40_000}, None)
    assert [number for number, _ in ledger.steps(BOOK, "1:up")] == [1, 2, 3, 4, 5]
    if ledger.promises.durable:
        with pytest.raises(StatementFailed, match="Keeper takes 1,000,000 at once"):
            ledger.put_step(BOOK, "1:up", 6, {"position": "x" * 1_000_000}, None)
    assert len(ledger.steps(BOOK, "1:up")) == 5


def test_a_record_that_somebody_deleted_is_told(session: ClickHouseSession) -> None:
    ledger = session.ledger
    ledger.create(BOOK)
    ledger.append(BOOK, 1, {"version": "1"}, None)
    kept = ledger.promises.durable
    session.tell(
        f"DELETE FROM {BOOK} WHERE startsWith(key, 'e/')" if kept else f"TRUNCATE TABLE {BOOK}"
    )
    with pytest.raises(StatementFailed, match=f"{BOOK} lacks a record that its state leads to"):
        ledger.entries(BOOK)


def test_books_of_one_server_are_no_books_of_a_cluster(session: ClickHouseSession) -> None:
    session.ledger.create(BOOK)

    class OnCluster:
        def __getattr__(self, name: str) -> object:
            return "many" if name == "cluster" else getattr(session, name)

    ledger = ClickHouseLedger(OnCluster(), session.failed)  # type: ignore[arg-type]
    with pytest.raises(StatementFailed, match="and not of the cluster many"):
        ledger.exists(BOOK)


def test_a_parameter_that_there_is_not() -> None:
    """A cluster that is spelled wrong is not passed over."""
    with pytest.raises(UsageError, match="no parameter 'clutser'") as error:
        open_store("clickhouse://h/d?clutser=x&secure=1")
    assert "cluster" in str(error.value.hint)


def test_there_is_no_dialect() -> None:
    with pytest.raises(UsageError, match="SQL of its own, and goofer no dialect for it"):
        dialect_for(parse_url("clickhouse://h/d"))
    with pytest.raises(UsageError, match="no schema to compare, and no SQL"):
        dialect_for(parse_url("redis://h/0"))

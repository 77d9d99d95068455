"""The books on a real OpenSearch: who may write them, and that nothing of them is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from goofer_py.errors import StatementFailed
from goofer_py.stores.ledger import Cell
from goofer_py.stores.registry import open_store
from goofer_py.stores.search.ledger import SearchLedger
from tests.servers.search import SearchServer

BOOK, SEEDS = "goofer_history", "goofer_history_seeds"


def cell(token: str) -> Cell:
    return Cell(token, "me", "here", 0, 0)


@pytest.fixture
def session(opensearch_server: SearchServer) -> Iterator[Any]:
    session: Any = open_store(opensearch_server.url(opensearch_server.space())).connect()
    yield session
    session.call("DELETE", session.index_of(BOOK))
    session.close()


@pytest.fixture
def ledger(session: Any) -> SearchLedger:
    ledger: SearchLedger = session.ledger
    ledger.create(BOOK)
    return ledger


def test_records_are_read_in_order_over_several_pages(ledger: SearchLedger) -> None:
    for number in range(1, 206):
        ledger.append(BOOK, number, {"n": number}, None)
    found = list(ledger.entries(BOOK))
    assert found == [(number, {"n": number}) for number in range(1, 206)]


def test_a_number_is_given_once(ledger: SearchLedger) -> None:
    ledger.append(BOOK, 1, {"n": 1}, None)
    with pytest.raises(StatementFailed, match="has a record 1 already"):
        ledger.append(BOOK, 1, {"n": 2}, None)
    assert list(ledger.entries(BOOK)) == [(1, {"n": 1})]


def test_seeds_are_fenced_by_the_lease_of_the_migrations(ledger: SearchLedger) -> None:
    assert ledger.take(BOOK, "", cell("mine"), 30)
    ledger.append(SEEDS, 1, {"n": 1}, "mine")
    with pytest.raises(StatementFailed, match="another run's"):
        ledger.append(SEEDS, 2, {"n": 2}, "other")
    assert [number for number, _ in ledger.entries(SEEDS)] == [1]
    assert list(ledger.entries(BOOK)) == []


def test_a_lease_that_was_given_back_fences_off_its_holder(ledger: SearchLedger) -> None:
    assert ledger.take(BOOK, "", cell("mine"), 30)
    assert ledger.rewrite(BOOK, "mine", cell("mine"), ended=True)
    with pytest.raises(StatementFailed, match="another run's"):
        ledger.put_step(BOOK, "1:up", 1, {"name": "a"}, "mine")
    assert list(ledger.steps(BOOK, "1:up")) == []
    assert not ledger.renew(BOOK, "mine", 30)
    assert ledger.take(BOOK, "mine", cell("next"), 30)
    ledger.append(BOOK, 1, {"n": 1}, "next")


def test_a_lease_taken_over_between_a_look_and_a_write_is_noticed(
    session: Any, ledger: SearchLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head that was read is another one by the time of the write."""
    assert ledger.take(BOOK, "", cell("mine"), 0.001)
    other = SearchLedger(session)
    own = session.own
    stolen: list[bool] = []

    def robbed(method: str, target: str, body: Any = None, **named: Any) -> Any:
        if method == "PUT" and "/_doc/head" in target and not stolen:
            stolen.append(True)
            while not other.take(BOOK, "mine", cell("robber"), 30):
                pass
        return own(method, target, body, **named)

    monkeypatch.setattr(session, "own", robbed)
    with pytest.raises(StatementFailed, match="another run's"):
        ledger.append(BOOK, 1, {"n": 1}, "mine")
    assert stolen
    assert list(ledger.entries(BOOK)) == []

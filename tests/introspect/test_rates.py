"""How fast a server is found to be."""

from __future__ import annotations

from contextlib import closing

from goofer_py.hazards.rule import Duration
from goofer_py.introspect.rates import measured_rates
from goofer_py.stores.registry import open_store


def test_a_server_is_measured_by_a_table_that_is_gone_again(every_database_url: str) -> None:
    with closing(open_store(every_database_url).connect()) as session:
        rates = measured_rates(session, rows=10_000)
        left = session.locate("goofer_rates")

    assert left is None
    assert "MB in its memory" in rates.source
    for work in (Duration.SCAN, Duration.REWRITE, Duration.BUILD):
        assert 10_000 < rates.of(work) < 1e12

"""What stands for another database where a migration is only tried."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from goofer_py.errors import UsageError
from goofer_py.migrate.several.untouched import UNTOUCHED

NOTHING: Any = UNTOUCHED["cache"].client.get("counter")
COMPARISONS = (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne)


@pytest.mark.parametrize("compare", COMPARISONS)
@pytest.mark.parametrize(
    ("empty", "other"),
    [
        (0, 3),
        (0, -3),
        (0, 0),
        (0.0, 0.5),
        (Decimal(0), Decimal(2)),
        ("", "a"),
        ("", ""),
        (b"", b"a"),
        ([], [1]),
        ((), (1,)),
    ],
)
def test_it_compares_as_the_empty_value_of_the_other_type(
    compare: Callable[[Any, Any], bool], empty: Any, other: Any
) -> None:
    assert compare(NOTHING, other) == compare(empty, other)
    assert compare(other, NOTHING) == compare(other, empty)


@pytest.mark.parametrize("compare", COMPARISONS)
def test_it_is_like_itself(compare: Callable[[Any, Any], bool]) -> None:
    assert compare(NOTHING, NOTHING.more) == compare(0, 0)


def test_it_is_neither_a_date_nor_anything_that_has_no_empty_value() -> None:
    assert dt.date(2026, 1, 1) != NOTHING
    assert NOTHING != None  # noqa: E711 - as a migration may ask


@pytest.mark.parametrize("compare", [*COMPARISONS[:4], operator.add, operator.sub])
@pytest.mark.parametrize("other", [dt.date(2026, 1, 1), None, object()])
def test_it_is_refused_beside_what_has_no_empty_value(
    compare: Callable[[Any, Any], Any], other: object
) -> None:
    for sides in ((NOTHING, other), (other, NOTHING)):
        with pytest.raises(UsageError, match="tried where its other databases have nothing"):
            compare(*sides)


def test_it_counts_for_nothing() -> None:
    total = 4
    total += NOTHING
    assert (total, NOTHING + 2, 5 - NOTHING, NOTHING - 5) == (4, 2, 5, -5)
    assert ("a" + NOTHING, NOTHING + "a", f"{NOTHING}") == ("a", "a", "")
    assert (int(NOTHING), float(NOTHING), range(NOTHING), bool(NOTHING)) == (
        0,
        0.0,
        range(0),
        False,
    )
    assert len({NOTHING, UNTOUCHED["search"]}) == 1


def test_loops_that_wait_for_another_database_end() -> None:
    client = UNTOUCHED["cache"].client
    while client.llen("queue") > 0:
        pytest.fail("nothing is there")
    assert sorted([client.a, client.b]) == [client.a, client.b]

"""Keys and rows that are too long: what DD113 tells of is what MySQL and MariaDB refuse."""

from __future__ import annotations

import pymysql
import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from tests.hazards.case import Case, cases
from tests.hazards.measure_mysql import emptied, opened


def _of(kind: str) -> list[Case]:
    found = [one for one in cases() if (one.rule, one.kind) == ("DD113", kind)]
    return [one for one in found if not one.unmeasured]


@pytest.mark.parametrize("case", [*_of("caught"), *_of("passed")], ids=lambda case: case.id)
def test_what_is_caught_is_refused_or_cut_off_and_nothing_else(
    case: Case, request: pytest.FixtureRequest
) -> None:
    syntax = get_dialect(case.database).syntax
    with opened(request.getfixturevalue(f"{case.database}_url")) as cursor:
        emptied(cursor)
        for one in split(case.given, syntax):
            cursor.execute(one.text)
        if case.fails:
            with pytest.raises(pymysql.Error, match=case.fails):
                _run(cursor, case)
            return
        _run(cursor, case)
        assert case.kind == "passed" or case.asks, "the case says neither how it fails, nor more"
        if case.asks:
            cursor.execute(case.asks)
            assert case.gives in str(cursor.fetchall()[0][-1])


def _run(cursor: pymysql.cursors.Cursor, case: Case) -> None:
    for one in split(case.sql, get_dialect(case.database).syntax):
        cursor.execute(one.text)

"""The locks and costs that the rules of MySQL and MariaDB tell of: each server is asked."""

from __future__ import annotations

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from goofer_py.hazards.rule import MYSQL_FAMILY, Duration
from tests.hazards.case import Case, by_rule, cases
from tests.hazards.measure_mysql import Cost, cost, opened, stated

_KINDS = tuple(on.database for on in MYSQL_FAMILY)


def _caught() -> list[Case]:
    found = [one for one in cases() if one.kind == "caught" and one.rule.startswith("MY")]
    return [one for one in found if _costs(one.rule) and not one.unmeasured]


def _costs(rule: str) -> bool:
    said = by_rule()[rule].rule
    return bool(said.lock) and said.duration is not Duration.NONE


def _expected(case: Case) -> Cost:
    rule = by_rule()[case.rule].rule
    duration = Duration(case.duration) if case.duration else rule.duration
    return Cost(case.lock or rule.lock, duration)


@pytest.mark.parametrize("case", _caught(), ids=lambda case: case.id)
def test_what_a_rule_says_is_what_the_server_does(
    case: Case, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(f"{case.database}_url")
    finding = next(one for one in case.report().findings if one.id == case.rule)
    assert finding.table is not None
    syntax = get_dialect(case.database).syntax
    given = [one.text for one in split(case.given, syntax)]
    before = [one.text for one in split(case.sql, syntax) if one.offset < finding.step.offset]
    given += [one for table, number in case.versions for one in _versioned(table, number)]
    with opened(url) as cursor:
        statement, table = finding.step.text, finding.table.name
        did = cost(cursor, case.database, [*given, *before], statement, table)
    assert did == _expected(case)


def _versioned(table: str, number: int) -> list[str]:
    """Return statements that give the rows of a table so many versions."""
    return [f"ALTER TABLE {table} ADD COLUMN v{n} int, ALGORITHM=INSTANT" for n in range(number)]


def _locking() -> list[str]:
    return [one for one in by_rule() if one[:2] == "MY" and _costs(one)]


@pytest.mark.parametrize("rule", _locking())
def test_some_case_costs_what_its_rule_says(rule: str) -> None:
    # Else the rule's own lock and duration would be compared with no server.
    said = by_rule()[rule].rule
    measured = {_expected(one) for one in _caught() if one.rule == rule}
    assert Cost(said.lock, said.duration) in measured


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("ALTER TABLE t ADD a int", "ALTER TABLE t ALGORITHM=INPLACE, LOCK=NONE, ADD a int"),
        (
            "ALTER TABLE t PARTITION BY HASH (a)",
            "ALTER TABLE t ALGORITHM=INPLACE, LOCK=NONE PARTITION BY HASH (a)",
        ),
        ("CREATE INDEX i ON t (a)", "CREATE INDEX i ON t (a) ALGORITHM=INPLACE LOCK=NONE"),
    ],
)
def test_a_statement_says_the_form_that_is_asked_for(statement: str, expected: str) -> None:
    assert stated(statement, "INPLACE", "NONE") == expected

"""The locks and costs that the rules of PostgreSQL tell of, compared with what a server does."""

from __future__ import annotations

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from goofer_py.hazards.rule import Duration
from tests.hazards.case import Case, by_rule, cases
from tests.hazards.measure import emptied, measure


def _measured() -> list[Case]:
    found = [c for c in cases() if c.kind == "caught" and c.database == "postgresql"]
    return [c for c in found if by_rule()[c.rule].rule.lock and not c.unmeasured and not c.rows]


@pytest.mark.parametrize("case", _measured(), ids=lambda case: case.id)
def test_what_a_rule_says_is_what_the_server_does(
    case: Case, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("newest_postgresql_url" if case.newest else "postgresql_url")
    rule = by_rule()[case.rule].rule
    finding = next(one for one in case.report().findings if one.id == case.rule)
    syntax = get_dialect("postgresql").syntax
    statements = list(split(case.sql, syntax))
    before = [one.text for one in statements if one.offset < finding.step.offset]
    with emptied(url) as connection:
        connection.execute(case.given.encode())
        did = measure(connection, before, finding.step.text)
    table = finding.table.name if finding.table else ""
    assert did.locks.get(table) == rule.lock, did
    if rule.duration is not Duration.NONE:
        assert did.duration(table) is rule.duration, did
    if rule.elsewhere:
        others = {lock for name, lock in did.locks.items() if name != table}
        assert rule.elsewhere in others, did

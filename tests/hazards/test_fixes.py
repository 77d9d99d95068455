"""What --fix writes does the same as what it replaces, and is no hazard any more."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from goofer_py.hazards.finding import Fix
from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.schema import Schema
from goofer_py.stores.registry import open_store
from tests.hazards.case import Case, cases
from tests.hazards.measure import emptied


def _fix(case: Case) -> Fix | None:
    found = (one for one in case.report().findings if one.id == case.rule)
    return next((one.fix for one in found), None)


def _statements(case: Case) -> tuple[str, ...]:
    return tuple(one.text for one in split(case.sql, get_dialect(case.database).syntax))


def _fixed() -> list[Case]:
    found = [c for c in cases() if c.kind == "caught" and c.database == "postgresql"]
    return [c for c in found if not c.rows and len(_statements(c)) == 1 and _fix(c)]


FIXED = _fixed()


def _after(url: str, case: Case, statements: tuple[str, ...]) -> Schema:
    """Return what a database is after the statements, each in a transaction of its own."""
    with emptied(url) as connection:
        connection.execute(case.given.encode())
        for statement in statements:
            connection.execute(statement.encode())
    with closing(open_store(url).connect()) as session:
        return introspector_for(session.dialect).read(session, Scope())


@pytest.mark.parametrize("case", FIXED, ids=lambda case: case.id)
def test_a_fix_does_the_same(case: Case, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("newest_postgresql_url" if case.newest else "postgresql_url")
    fix = _fix(case)
    assert fix is not None
    (before,) = _statements(case)
    assert _after(url, case, fix.statements) == _after(url, case, (before,))


@pytest.mark.parametrize("case", FIXED, ids=lambda case: case.id)
def test_a_fix_is_no_hazard_of_that_kind(case: Case) -> None:
    fix = _fix(case)
    assert fix is not None
    alone = "-- goofer: no-transaction\n\n" if fix.alone else ""
    fixed = replace(case, sql=alone + ";\n".join(fix.statements) + ";")
    assert case.rule not in {one.id for one in fixed.report().findings}


def test_there_are_fixes() -> None:
    assert {"PG101", "PG102", "PG105", "PG303", "PG305", "PG306"} <= {one.rule for one in FIXED}

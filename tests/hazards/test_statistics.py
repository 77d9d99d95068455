"""What a real PostgreSQL knows of columns after what OP106 finds, and after what it lets pass."""

from __future__ import annotations

import psycopg
import pytest

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from tests.hazards.case import Case, cases
from tests.hazards.measure import emptied

_KNOWN = "SELECT tablename, attname FROM pg_stats WHERE schemaname = 'public'"
_ROWS = "INSERT INTO users SELECT n, 'user' || n FROM generate_series(1, 100) n; ANALYZE users"


def unknown(connection: psycopg.Connection) -> bool:
    """Say whether the server knows nothing of the email of users, or of an index on it."""
    known = set(connection.execute(_KNOWN).fetchall())
    index = connection.execute(
        "SELECT 1 FROM pg_index WHERE indexprs IS NOT NULL AND indrelid = 'users'::regclass"
    ).fetchone()
    return ("users", "email") not in known or (
        index is not None and ("by_email", "lower") not in known
    )


@pytest.mark.parametrize(
    "case", [c for c in cases() if c.rule == "OP106"], ids=lambda case: case.id
)
def test_statistics_are_gone_where_the_rule_says_so(case: Case, postgresql_url: str) -> None:
    with emptied(postgresql_url) as connection:
        connection.execute(case.given.encode())
        connection.execute(_ROWS)
        for one in split(case.sql, get_dialect("postgresql").syntax):
            connection.execute(one.text.encode())
        assert unknown(connection) is (case.kind == "caught")

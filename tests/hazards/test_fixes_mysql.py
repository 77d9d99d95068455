"""What --fix writes for MySQL and MariaDB does the same, and is taken by the server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pymysql
from pymysql.cursors import Cursor

from goofer_py.dialects import get_dialect
from goofer_py.dialects.splitter import split
from goofer_py.hazards.finding import Finding
from tests.hazards.case import Case, by_rule, cases
from tests.hazards.measure_mysql import emptied, opened

RULE = "MY163"


def fixed(kind: str) -> Iterator[tuple[Case, Finding]]:
    """Yield what has a safe form in any case of any rule, but for facts that only are said."""
    for case in cases():
        if case.database != kind or case.settings or case.rows:
            continue
        if case.kind == "caught" and by_rule()[case.rule].rule.holds(kind, case.version):
            yield from ((case, one) for one in case.report().findings if one.id == RULE and one.fix)


def outcome(cursor: Cursor, before: Sequence[str], statement: str) -> list[str] | None:
    """Return how the tables are made after a statement; None where the server refuses it."""
    emptied(cursor)
    try:
        for one in (*before, statement):
            cursor.execute(one)
    except pymysql.Error:
        return None
    cursor.execute("SHOW FULL TABLES WHERE table_type = 'BASE TABLE'")
    tables = [row[0] for row in cursor.fetchall()]
    made = []
    for table in tables:
        cursor.execute(f"SHOW CREATE TABLE `{table}`")
        made.append(str(cursor.fetchall()[0][1]))
    return made


def test_a_safe_form_is_taken_and_does_the_same(mysql_kind_url: str) -> None:
    kind = mysql_kind_url.partition("+")[0]
    syntax, done = get_dialect(kind).syntax, 0
    seen = set()
    with opened(mysql_kind_url) as cursor:
        for case, found in fixed(kind):
            assert found.fix is not None
            (safe,) = found.fix.statements
            if safe in seen:
                continue
            seen.add(safe)
            before = [one.text for one in split(case.given, syntax)]
            offset = found.step.offset
            before += [one.text for one in split(case.sql, syntax) if one.offset < offset]
            as_written = outcome(cursor, before, found.step.text)
            assert outcome(cursor, before, safe) == as_written, safe
            done += as_written is not None
    assert done > 20, "most cases are taken"

"""What is read of a statement before it runs."""

from __future__ import annotations

import pytest

from goofer_py.dialects.touching import Hold, touches

CASES = [
    ("ALTER TABLE a ADD COLUMN b int", [("alter", "table", "a", Hold.ALL, False)]),
    (
        'ALTER TABLE IF EXISTS ONLY public."A b" ALTER COLUMN x TYPE bigint',
        [("alter", "table", "public.A b", Hold.ALL, True)],
    ),
    ("alter table `T` modify x bigint", [("alter", "table", "T", Hold.ALL, True)]),
    (
        "CREATE TABLE t (u int REFERENCES s.u (id), c text DEFAULT 'from x references y')",
        [
            ("create", "table", "t", Hold.NOTHING, False),
            ("reference", "table", "s.u", Hold.NO_WRITES, False),
        ],
    ),
    ("CREATE TEMP TABLE x AS SELECT 1 FROM y", [("select", "table", "y", Hold.READING, True)]),
    (
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON a.b USING btree (c)",
        [("index", "table", "a.b", Hold.NO_WRITES, True)],
    ),
    ("CREATE INDEX ON t /* of x */ (a)", [("index", "table", "t", Hold.NO_WRITES, True)]),
    (
        "DROP INDEX i, s.j",
        [("drop", "index", "i", Hold.ALL, False), ("drop", "index", "s.j", Hold.ALL, False)],
    ),
    ("DROP INDEX i ON t", [("index", "table", "t", Hold.ALL, False)]),
    (
        "DROP TABLE IF EXISTS a, b CASCADE",
        [("drop", "table", "a", Hold.ALL, False), ("drop", "table", "b", Hold.ALL, False)],
    ),
    (
        "INSERT INTO a SELECT extract(epoch FROM now()) FROM b JOIN c ON true",
        [
            ("insert", "table", "a", Hold.WRITING, False),
            ("select", "table", "b", Hold.READING, True),
            ("select", "table", "c", Hold.READING, True),
        ],
    ),
    ("UPDATE ONLY x SET y = 1", [("update", "table", "x", Hold.WRITING, True)]),
    (
        "DELETE FROM q WHERE a IN (SELECT 1 FROM r)",
        [
            ("delete", "table", "q", Hold.WRITING, False),
            ("select", "table", "r", Hold.READING, False),
        ],
    ),
    (
        "WITH x AS (SELECT 1 FROM a) UPDATE b AS z SET c = 1",
        [
            ("select", "table", "a", Hold.READING, False),
            ("update", "table", "b", Hold.WRITING, True),
        ],
    ),
    (
        "WITH x AS (SELECT 1 FROM a), y AS MATERIALIZED (SELECT 2 FROM x) SELECT 3 FROM y",
        [("select", "table", "a", Hold.READING, False)],
    ),
    (
        "CREATE VIEW v AS SELECT 1 FROM a",
        [("create", "view", "v", Hold.NOTHING, False), ("view", "table", "a", Hold.READING, False)],
    ),
    ("TRUNCATE TABLE a", [("truncate", "table", "a", Hold.ALL, False)]),
    (
        "CREATE TRIGGER t BEFORE INSERT OR UPDATE ON a FOR EACH ROW EXECUTE FUNCTION f()",
        [("trigger", "table", "a", Hold.NO_WRITES, False)],
    ),
    (
        "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 FROM z $$",
        [("create", "routine", "f", Hold.NOTHING, False)],
    ),
    ("COMMENT ON COLUMN a.b.c IS 'x'", [("comment", "table", "a.b", Hold.READING, False)]),
    ("ALTER TYPE mood ADD VALUE 'x'", [("alter", "type", "mood", Hold.NOTHING, False)]),
    ("CREATE SCHEMA s", [("create", "schema", "s", Hold.NOTHING, False)]),
    ("-- a note\nSET lock_timeout = 1", []),
    ("PRAGMA foreign_keys = OFF", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:40] for text, _ in CASES])
def test_a_statement_says_what_it_touches(
    text: str, expected: list[tuple[str, str, str, Hold, bool]]
) -> None:
    found = touches(text, folds=True)

    assert found is not None
    told = [(one.action, one.kind, ".".join(one.name), one.hold, one.copies) for one in found]
    assert told == expected


@pytest.mark.parametrize("text", ["DO $$ BEGIN END $$", "CALL f()", "GRANT SELECT ON a TO b"])
def test_what_cannot_be_read_is_not_taken_for_harmless(text: str) -> None:
    assert touches(text, folds=True) is None


def test_names_without_quotes_keep_their_case_where_the_server_keeps_it() -> None:
    (kept,) = touches("UPDATE Users SET x = 1", folds=False) or ()
    (folded,) = touches("UPDATE Users SET x = 1", folds=True) or ()

    assert (kept.name, folded.name) == (("Users",), ("users",))

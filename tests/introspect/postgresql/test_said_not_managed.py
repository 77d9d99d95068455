"""What is there and can't be said of tables yet is told, so that nobody believes it is compared."""

from __future__ import annotations

import pytest

from goofer_py.introspect.registry import introspector_for
from goofer_py.introspect.scope import Scope
from goofer_py.stores.registry import open_store

FAMILY = """
CREATE TABLE p (id integer DEFAULT 1, name text);
CREATE TABLE c () INHERITS (p);
CREATE TABLE pt (id integer, n text DEFAULT 'a', PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE pt1 PARTITION OF pt FOR VALUES FROM (1) TO (5);
CREATE MATERIALIZED VIEW m AS SELECT 1 AS id;
CREATE INDEX m_ix ON m ((id + 1));
"""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("", []),
        ("ALTER TABLE c ALTER name SET DEFAULT 'x'", []),
        (
            """CREATE TABLE g (id integer, n integer);
            CREATE TABLE h (n integer GENERATED ALWAYS AS (id * 3) STORED) INHERITS (g)""",
            ["expression of an inherited column h.n"],
        ),
        (
            "ALTER INDEX pt1_pkey SET (fillfactor = 50)",
            ["options of the index of an inherited key pt1_pkey"],
        ),
        (
            "COMMENT ON INDEX pt1_pkey IS 'x'",
            ["options of the index of an inherited key pt1_pkey"],
        ),
        (
            "ALTER INDEX m_ix ALTER COLUMN 1 SET STATISTICS 50",
            ["statistics of an index m_ix.expr"],
        ),
        (
            "CREATE TABLE s (id serial); COMMENT ON SEQUENCE s_id_seq IS 'x'",
            ["comment on the sequence of a column s_id_seq"],
        ),
        (
            (
                "CREATE TABLE s (id integer GENERATED ALWAYS AS IDENTITY);"
                " COMMENT ON SEQUENCE s_id_seq IS 'x'"
            ),
            ["comment on the sequence of a column s_id_seq"],
        ),
        (
            (
                "CREATE TABLE s (id integer); CREATE SEQUENCE n OWNED BY s.id;"
                " COMMENT ON SEQUENCE n IS 'x'"
            ),
            [],
        ),
    ],
)
def test_what_is_not_compared_is_told(change: str, told: list[str], postgresql_url: str) -> None:
    session = open_store(postgresql_url).connect()
    session.run(FAMILY + change)

    found = introspector_for(session.dialect).read(session, Scope()).unmanaged
    session.close()

    assert [f"{one.kind} {one.name}" for one in found] == told

"""Whatever a table has that was made by hand is read, and made again from that."""

from __future__ import annotations

import pytest

from goofer_py.diff.differ import diff
from goofer_py.schema import Schema
from goofer_py.stores.store import Session
from tests.dialects.postgresql.live import Live

PARTED = "CREATE TABLE t (a int, b text, PRIMARY KEY (a)) PARTITION BY RANGE (a);"
CORPUS = [
    "CREATE UNLOGGED TABLE t (a int)",
    "CREATE TABLE t (a int) TABLESPACE pg_default",
    "CREATE TABLE t (a int) USING heap WITH (fillfactor = 50, autovacuum_enabled = off)",
    "CREATE TABLE t (a text) WITH (toast.autovacuum_vacuum_threshold = 9)",
    "CREATE TABLE t (a int); ALTER TABLE t REPLICA IDENTITY FULL",
    "CREATE TABLE t (a int); ALTER TABLE t REPLICA IDENTITY NOTHING",
    (
        "CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX i ON t (a);"
        "ALTER TABLE t REPLICA IDENTITY USING INDEX i; ALTER TABLE t CLUSTER ON i"
    ),
    "CREATE TABLE t (a int PRIMARY KEY); ALTER TABLE t CLUSTER ON t_pkey",
    "CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
    "CREATE TABLE t (a text); ALTER TABLE t ALTER a SET STORAGE EXTERNAL, ALTER a SET STATISTICS 5",
    "CREATE TABLE t (a text); ALTER TABLE t ALTER a SET (n_distinct = -1)",
    "CREATE TABLE t (a int4range, EXCLUDE USING gist (a WITH &&))",
    (
        "CREATE TABLE t (a int, b text, EXCLUDE USING btree (lower(b) DESC WITH =, a WITH =)"
        " INCLUDE (a) WHERE (a > 0) DEFERRABLE INITIALLY DEFERRED)"
    ),
    (
        "CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0) NO INHERIT); COMMENT ON CONSTRAINT c ON t"
        " IS 'it''s'"
    ),
    "CREATE TABLE t (a int, UNIQUE (a) INCLUDE (a) DEFERRABLE)",
    "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED)",
    PARTED,
    f"{PARTED} CREATE TABLE p PARTITION OF t DEFAULT",
    (
        f"{PARTED} CREATE TABLE p PARTITION OF t FOR VALUES FROM (MINVALUE) TO (9)"
        " WITH (fillfactor = 90)"
    ),
    (
        f"{PARTED} CREATE TABLE p PARTITION OF t (CHECK (b <> '')) FOR VALUES FROM (1) TO (9);"
        "CREATE INDEX i ON p (b); CREATE INDEX j ON t (b)"
    ),
    f"{PARTED} CREATE TABLE p (b text, a int NOT NULL); ALTER TABLE t ATTACH PARTITION p DEFAULT",
    (
        f"{PARTED} CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (9) PARTITION BY HASH (a);"
        "CREATE TABLE q PARTITION OF p FOR VALUES WITH (modulus 3, remainder 2)"
    ),
    (
        "CREATE TABLE t (a text, b int) PARTITION BY LIST (lower(a));"
        "CREATE TABLE p PARTITION OF t FOR VALUES IN ('x', NULL)"
    ),
    (
        "CREATE TABLE t (a timestamptz) PARTITION BY RANGE (a);"
        "CREATE TABLE p PARTITION OF t FOR VALUES FROM ('2026-01-01 00:00+02') TO (MAXVALUE)"
    ),
    (
        'CREATE TABLE t ("A b" int, c int) PARTITION BY RANGE ("A b", (c + 1));'
        "CREATE TABLE p PARTITION OF t FOR VALUES FROM (1, MINVALUE) TO (2, 5)"
    ),
    (
        "CREATE TABLE x (a int PRIMARY KEY);"
        "CREATE TABLE t (a int REFERENCES x) PARTITION BY HASH (a);"
        "CREATE TABLE p PARTITION OF t FOR VALUES WITH (modulus 1, remainder 0)"
    ),
    f"{PARTED} CREATE TABLE p PARTITION OF t DEFAULT; CREATE TABLE x (a int REFERENCES t)",
    "CREATE TABLE x (a int PRIMARY KEY, CHECK (a > 0)); CREATE TABLE t (b int) INHERITS (x)",
    (
        "CREATE TABLE x (a int); CREATE TABLE y (b int);"
        "CREATE TABLE t (a int, c int, CHECK (a < b)) INHERITS (x, y)"
    ),
    "CREATE TABLE x (a int); CREATE TABLE t () INHERITS (x); CREATE INDEX i ON t (a)",
]
NEWER = {
    14: ["CREATE TABLE t (a text COMPRESSION pglz)"],
    15: ["CREATE TABLE t (a int, UNIQUE NULLS NOT DISTINCT (a))"],
    17: [
        (
            "CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, b int) PARTITION BY RANGE (b);"
            "CREATE TABLE p PARTITION OF t DEFAULT"
        )
    ],
    18: [
        "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) VIRTUAL)",
        "CREATE TABLE t (a int CONSTRAINT must NOT NULL)",
        "CREATE TABLE t (a int, CHECK (a > 0) NOT ENFORCED)",
        (
            "CREATE TABLE t (a int4range, b int4range, PRIMARY KEY (a, b WITHOUT OVERLAPS));"
            "CREATE TABLE x (a int4range, b int4range, FOREIGN KEY (a, PERIOD b)"
            " REFERENCES t (a, PERIOD b))"
        ),
    ],
}


@pytest.fixture
def live(empty: Session) -> Live:
    return Live(empty)


def made_again(live: Live, ddl: str) -> None:
    """Fail unless what the DDL makes can be made from what is read, and reads alike then."""
    live.session.run(ddl)
    found = live.read()
    assert found.tables
    assert found.unmanaged == ()
    assert diff(found, live.dialect.canonical(found)) == ()

    live.run(diff(found, Schema()), found)
    assert live.read() == Schema()
    live.run(diff(Schema(), found), Schema())
    live.expect(found)


@pytest.mark.parametrize("ddl", CORPUS)
def test_table_made_by_hand_is_made_again(ddl: str, live: Live) -> None:
    made_again(live, ddl)


def test_tables_that_newer_servers_know_are_made_again(live: Live) -> None:
    known = live.dialect.capabilities.version
    for version, corpus in NEWER.items():
        for ddl in corpus if known >= (version,) else ():
            made_again(live, ddl)
            live.run(diff(live.read(), Schema()), live.read())
    assert live.read() == Schema()

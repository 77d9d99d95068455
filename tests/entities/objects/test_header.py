"""What the first words of a statement tell."""

from __future__ import annotations

import pytest

from goofer_py.dialects import get_dialect
from goofer_py.entities.objects.header import Header, read_header
from goofer_py.entities.reading.target import Target
from goofer_py.schema import Name

POSTGRESQL = Target(get_dialect("postgresql"), "public")
T = Name("t")


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        ("create view Active as select 1", Header("CREATE", "view", Name("active"))),
        ('CREATE VIEW "Active" AS SELECT 1', Header("CREATE", "view", Name("Active"))),
        ("CREATE OR REPLACE VIEW public.v AS SELECT 1", Header("CREATE", "view", Name("v"))),
        (
            "/* a; */ CREATE -- b\n MATERIALIZED VIEW IF NOT EXISTS app.v AS SELECT 1",
            Header("CREATE", "materialized view", Name("v", "app")),
        ),
        ("CREATE RECURSIVE VIEW v (n) AS SELECT 1", Header("CREATE", "view", Name("v"))),
        (
            "CREATE FUNCTION f(a Integer, b numeric(8, 2) DEFAULT 0) RETURNS int",
            Header(
                "CREATE",
                "function",
                Name("f"),
                signature="a integer , b numeric ( 8 , 2 ) default 0",
            ),
        ),
        ("CREATE PROCEDURE p() LANGUAGE sql", Header("CREATE", "procedure", Name("p"), None, "")),
        (
            "CREATE CONSTRAINT TRIGGER c AFTER INSERT OR UPDATE OF a ON app.t FOR EACH ROW",
            Header("CREATE", "trigger", Name("c"), Name("t", "app")),
        ),
        ("CREATE RULE r AS ON DELETE TO t DO NOTHING", Header("CREATE", "rule", Name("r"), T)),
        ("CREATE POLICY p ON t USING (true)", Header("CREATE", "policy", Name("p"), T)),
        (
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY t (a)",
            Header("CREATE", "index", Name("i"), T),
        ),
        ("CREATE INDEX ON t (a)", Header("CREATE", "index", None, T)),
        ("CREATE TYPE m AS ENUM ('a')", Header("CREATE", "enum", Name("m"))),
        ("CREATE TYPE m AS RANGE (subtype = int)", Header("CREATE", "range type", Name("m"))),
        ("CREATE TYPE m AS (a int)", Header("CREATE", "composite type", Name("m"))),
        ("CREATE TYPE m", Header("CREATE", "type", Name("m"))),
        ('CREATE EXTENSION "uuid-ossp"', Header("CREATE", "extension", Name("uuid-ossp"))),
        ("GRANT SELECT ON users TO reader", Header("GRANT", "grant")),
        ("GRANT boss TO reader", Header("GRANT")),
        ("ALTER TABLE ONLY users OWNER TO boss", Header("ALTER", "owner", Name("users"))),
        (
            "ALTER FUNCTION billing.f(a integer) OWNER TO boss",
            Header("ALTER", "owner", Name("f", "billing"), None, "a integer"),
        ),
        (
            "ALTER SCHEMA billing OWNER TO boss",
            Header("ALTER", "owner", Name("schema", "billing")),
        ),
        ("ALTER TABLE users RENAME TO owner", Header("ALTER")),
        (
            "COMMENT ON SCHEMA billing IS 'x'",
            Header("COMMENT", "schema comment", Name("comment", "billing")),
        ),
        ("ALTER EVENT TRIGGER e DISABLE", Header("ALTER", "event trigger")),
        ("CREATE EVENT TRIGGER e ON sql_drop", Header("CREATE", "event trigger", Name("e"))),
        ("CREATE VIRTUAL TABLE v USING fts5(a)", Header("CREATE", "table", Name("v"))),
        ("CREATE SCHEMA app", Header("CREATE", "schema", Name("app"))),
        ("CREATE WHATEVER x", Header("CREATE")),
        ("GRANT SELECT ON t TO public", Header("GRANT", "grant")),
        ("  ", Header("")),
        (
            "CREATE DEFINER=`root`@`%` SQL SECURITY INVOKER VIEW `v` AS SELECT 1",
            Header("CREATE", "view", Name("v")),
        ),
        (
            "CREATE ALGORITHM = MERGE DEFINER = CURRENT_USER() VIEW v AS SELECT 1",
            Header("CREATE", "view", Name("v")),
        ),
        (
            "CREATE DEFINER='a'@'b' TRIGGER t1 BEFORE INSERT ON t FOR EACH ROW SET @a = 1",
            Header("CREATE", "trigger", Name("t1"), T),
        ),
    ],
)
def test_header(statement: str, wanted: Header) -> None:
    assert read_header(statement, POSTGRESQL) == wanted


def test_names_keep_their_case_where_the_database_keeps_it() -> None:
    target = Target(get_dialect("sqlite"))
    assert read_header("CREATE VIEW Active AS SELECT 1", target).name == Name("Active")
    assert read_header("CREATE VIEW [A b] AS SELECT 1", target).name == Name("A b")

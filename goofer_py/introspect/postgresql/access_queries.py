"""The queries on who owns what and who may use it.

Each gives: kind, schema, name, argument types, column, schema and name of the table that a sequence
belongs to; then the owner, or role, privilege and whether it may be handed on.
"""

from __future__ import annotations

from goofer_py.dialects.postgresql.quoting import literal
from goofer_py.introspect.postgresql.object_queries import ARGUMENTS, RELATION_KINDS

_NO_EXTENSION = """NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = {number}
    AND e.objid = {alias}.oid AND e.deptype IN ('e', 'i'))"""
_OF_TABLE = """LEFT JOIN pg_depend d ON c.relkind = 'S' AND d.classid = 1259 AND d.objid = c.oid
        AND d.refclassid = 1259 AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
    LEFT JOIN pg_class h ON h.oid = d.refobjid"""


def _free(number: int, alias: str) -> str:
    return _NO_EXTENSION.format(number=number, alias=alias)


_EXTENSIONS_RELATION = """NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1259
    AND e.objid = c.oid AND e.deptype = 'e')"""

_THINGS = f"""
SELECT {RELATION_KINDS.format(alias="c")} AS kind, c.relnamespace AS place, c.relname AS name,
    NULL::text AS arguments, NULL::name AS part, h.relnamespace AS table_place,
    h.relname AS table_name, c.relowner AS owner, c.relacl AS acl
FROM pg_class c {_OF_TABLE}
WHERE c.relnamespace IN ({{namespaces}}) AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    AND {_EXTENSIONS_RELATION}
UNION ALL
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END,
    p.pronamespace, p.proname, {ARGUMENTS}, NULL, NULL, NULL, p.proowner, p.proacl
FROM pg_proc p WHERE p.pronamespace IN ({{namespaces}}) AND {_free(1255, "p")}
UNION ALL
SELECT CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type'
        ELSE 'composite type' END,
    t.typnamespace, t.typname, NULL, NULL, NULL, NULL, t.typowner, t.typacl
FROM pg_type t LEFT JOIN pg_class y ON y.oid = t.typrelid
WHERE t.typnamespace IN ({{namespaces}}) AND {_free(1247, "t")}
    AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND y.relkind = 'c')
UNION ALL
SELECT 'schema', n.oid, 'schema', NULL, NULL, NULL, NULL, n.nspowner, n.nspacl
FROM pg_namespace n WHERE n.oid IN ({{namespaces}})
"""

_COLUMNS = f"""
SELECT {RELATION_KINDS.format(alias="c")}, c.relnamespace, c.relname, NULL, a.attname, NULL, NULL,
    c.relowner, a.attacl
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace IN ({{namespaces}}) AND a.attacl IS NOT NULL AND NOT a.attisdropped
    AND {_EXTENSIONS_RELATION}
"""

# A sequence that belongs to a column has the owner of the table, always.
OWNERS = f"""
SELECT kind, place, name, arguments, part, table_place, table_name, pg_get_userbyid(owner)::text
FROM ({_THINGS}) t WHERE table_name IS NULL ORDER BY 1, 2, 3, 4
"""

# What somebody else than the owner handed on is that role's to take back.
GRANTS = f"""
SELECT kind, place, name, arguments, part, table_place, table_name,
    CASE WHEN a.grantee = 0 THEN 'public' ELSE pg_get_userbyid(a.grantee)::text END,
    a.privilege_type, a.is_grantable
FROM ({_THINGS} UNION ALL {_COLUMNS}) t
    LEFT JOIN LATERAL (SELECT x.* FROM aclexplode(t.acl) x
        WHERE x.grantee <> t.owner AND x.grantor = t.owner) a ON true
WHERE t.acl IS NOT NULL ORDER BY 1, 2, 3, 4, 5
"""


def initial_privileges(schema: str) -> str:
    """Return the query on what everybody may do in `schema` since the database was made."""
    return f"""
SELECT a.privilege_type FROM pg_init_privs i JOIN pg_namespace n ON n.oid = i.objoid,
    aclexplode(i.initprivs) a
WHERE i.classoid = 2615 AND n.nspname = {literal(schema)} AND a.grantee = 0"""

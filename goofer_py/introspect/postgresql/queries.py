"""The queries on pg_catalog: one for each kind of object, whatever the number of objects.

What a query gives is as near to a Schema as the server gets cheaply: names instead of numbers
only where they are not read anyway, expressions as text, arrays only of text and int2.
`{namespaces}` stands for the oids of the schemas that are read.
"""

from __future__ import annotations

from goofer_py.dialects.postgresql.shapes import SHAPE_MARK

_MEMBER = """
    EXISTS (SELECT FROM pg_depend e WHERE e.classid = '{catalog}'::regclass
            AND e.objid = {alias}.oid AND e.deptype = 'e')"""
_COMMENT = """
    LEFT JOIN pg_description r
        ON r.objoid = {alias}.oid AND r.classoid = '{catalog}'::regclass AND r.objsubid = 0"""


def _member(catalog: str, alias: str) -> str:
    return _MEMBER.format(catalog=catalog, alias=alias)


def _comment(catalog: str, alias: str) -> str:
    return _COMMENT.format(catalog=catalog, alias=alias)


SCHEMAS = f"""
SELECT n.nspname FROM pg_namespace n
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 2615 AND d.objid = n.oid AND d.deptype = 'e')
    AND coalesce(obj_description(n.oid, 'pg_namespace'), '') NOT LIKE '{SHAPE_MARK}%'
ORDER BY n.nspname COLLATE "C"
"""
SHAPES = f"""
SELECT n.nspname FROM pg_namespace n
WHERE obj_description(n.oid, 'pg_namespace') = ? OR n.nspname = current_schema()
    AND obj_description(n.oid, 'pg_namespace') LIKE '{SHAPE_MARK}%'
ORDER BY n.nspname COLLATE "C"
"""
NAMESPACES = "SELECT oid, nspname FROM pg_namespace WHERE nspname IN ({names})"

RELATIONS = f"""
SELECT c.oid, c.relnamespace, c.relname, c.relkind::text, r.description,
    c.relispartition, c.reloftype <> 0,
    ARRAY(SELECT i.inhparent::text FROM pg_inherits i WHERE i.inhrelid = c.oid
        ORDER BY i.inhseqno),
    CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
    c.reloptions,
    CASE WHEN c.reltoastrelid <> 0 THEN (SELECT array_agg('toast.' || o)
        FROM pg_class t, unnest(t.reloptions) o WHERE t.oid = c.reltoastrelid) END,
    c.relpersistence = 'u', p.spcname, m.amname,
    CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
    c.relreplident::text,
    CASE c.relreplident WHEN 'i' THEN (SELECT i.relname FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid AND x.indisreplident) END,
    CASE WHEN c.relhasindex THEN (SELECT i.relname FROM pg_index x
        JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = c.oid AND x.indisclustered) END,
    c.relrowsecurity, c.relforcerowsecurity
FROM pg_class c {_comment("pg_class", "c")}
    LEFT JOIN pg_tablespace p ON p.oid = c.reltablespace
    LEFT JOIN pg_am m ON m.oid = c.relam
WHERE c.relnamespace IN ({{namespaces}}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND NOT {_member("pg_class", "c")}
ORDER BY c.relname
"""

COLUMNS = """
SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
    CASE WHEN t.typtype = 'e' THEN t.oid WHEN t.typlen = -1 AND t.typelem <> 0 THEN
        (SELECT l.oid FROM pg_type l WHERE l.oid = t.typelem AND l.typtype = 'e') END,
    a.attnotnull,
    CASE WHEN a.atthasdef THEN (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d
        WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END,
    nullif(a.attidentity::text, ''), nullif(a.attgenerated::text, ''),
    a.attcollation, a.attcollation <> t.typcollation, r.description, a.attinhcount > 0,
    CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END, {compression},
    nullif(a.attstattarget, -1), a.attoptions, a.attislocal
FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_description r ON r.objoid = a.attrelid AND r.objsubid = a.attnum
        AND r.classoid = 'pg_class'::regclass
WHERE c.relnamespace IN ({namespaces}) AND c.relkind IN ('r', 'p')
    AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""

CONSTRAINTS = """
SELECT k.conrelid, k.conname, k.contype::text, k.conkey, k.condeferrable, k.condeferred,
    k.convalidated, k.connoinherit,
    CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) END,
    k.confrelid, f.relname, f.relnamespace, n.nspname, k.confkey,
    CASE WHEN k.contype = 'f' AND (f.relkind NOT IN ('r', 'p')
            OR f.relnamespace NOT IN ({namespaces}))
        THEN ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (num, place)
            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY place)
        END,
    k.confdeltype::text, k.confupdtype::text, k.confmatchtype::text, {set_columns},
    CASE WHEN x.indnatts > x.indnkeyatts THEN x.indkey::text END, x.indnkeyatts, {nulls},
    {enforced}, {period}, r.description,
    CASE k.contype WHEN 'x' THEN pg_get_constraintdef(k.oid) END, m.amname,
    CASE k.contype WHEN 'x' THEN pg_get_expr(x.indpred, x.indrelid) END,
    i.reloptions, p.spcname, y.description
FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid
    LEFT JOIN pg_class f ON f.oid = k.confrelid
    LEFT JOIN pg_namespace n ON n.oid = f.relnamespace
    LEFT JOIN pg_index x ON x.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
    LEFT JOIN pg_class i ON i.oid = x.indexrelid
    LEFT JOIN pg_am m ON m.oid = i.relam
    LEFT JOIN pg_tablespace p ON p.oid = i.reltablespace
    LEFT JOIN pg_description y
        ON y.objoid = i.oid AND y.classoid = 'pg_class'::regclass AND y.objsubid = 0
    LEFT JOIN pg_description r
        ON r.objoid = k.oid AND r.classoid = 'pg_constraint'::regclass AND r.objsubid = 0
WHERE c.relnamespace IN ({namespaces}) AND c.relkind IN ('r', 'p')
    AND k.conparentid = 0 AND k.coninhcount = 0
    AND k.contype IN ('p', 'u', 'f', 'c', 'x')
ORDER BY k.conrelid, k.oid
"""

# The name of an operator class is asked for only where it is not its type's default one; the
# whole definition only where an expression may have a collation of its own (100: the default).
INDEXES = f"""
SELECT x.indrelid, i.relname, m.amname, x.indisunique, {{nulls}}, x.indisvalid, x.indnkeyatts,
    x.indkey::text, x.indoption::text, x.indcollation::text, i.reloptions, r.description,
    pg_get_expr(x.indpred, x.indrelid),
    CASE WHEN x.indexprs IS NOT NULL THEN ARRAY(
        SELECT pg_get_indexdef(x.indexrelid, place, false)
        FROM generate_series(1, x.indnkeyatts) place WHERE x.indkey[place - 1] = 0) END,
    CASE WHEN x.indexprs IS NOT NULL AND EXISTS (SELECT FROM unnest(x.indcollation) u (collation_)
        WHERE collation_ NOT IN (0, 100)) THEN pg_get_indexdef(x.indexrelid) END,
    CASE WHEN m.amname <> 'btree'
        OR x.indclass::oid[] && ARRAY(SELECT o.oid FROM pg_opclass o WHERE NOT o.opcdefault)
    THEN ARRAY(
        SELECT coalesce(CASE WHEN NOT o.opcdefault OR a.attoptions IS NOT NULL THEN
            CASE WHEN pg_opclass_is_visible(o.oid) THEN '' ELSE quote_ident(n.nspname) || '.' END
            || quote_ident(o.opcname)
            || coalesce(' (' || array_to_string(a.attoptions, ', ') || ')', '') END, '')
        FROM unnest(x.indclass) WITH ORDINALITY u (class, place)
            JOIN pg_opclass o ON o.oid = u.class
            JOIN pg_namespace n ON n.oid = o.opcnamespace
            JOIN pg_attribute a ON a.attrelid = x.indexrelid AND a.attnum = place
        ORDER BY place) END,
    p.spcname,
    CASE WHEN x.indexprs IS NOT NULL THEN ARRAY(
        SELECT 'statistics ' || a.attnum || '=' || a.attstattarget FROM pg_attribute a
        WHERE a.attrelid = x.indexrelid AND a.attstattarget >= 0 ORDER BY a.attnum) END
FROM pg_index x
    JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_class i ON i.oid = x.indexrelid
    JOIN pg_am m ON m.oid = i.relam
    LEFT JOIN pg_tablespace p ON p.oid = i.reltablespace
    {_comment("pg_class", "i")}
WHERE c.relnamespace IN ({{namespaces}}) AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = x.indexrelid)
    AND NOT ((x.indisunique OR x.indisexclusion) AND EXISTS (SELECT FROM pg_constraint k
        WHERE k.conrelid = x.indrelid AND k.conindid = x.indexrelid
            AND k.contype IN ('p', 'u', 'x')))
ORDER BY x.indrelid, i.relname
"""

COLLATIONS = """
SELECT oid, CASE WHEN pg_collation_is_visible(oid) THEN collname::text
    ELSE '"' || replace((SELECT nspname FROM pg_namespace n WHERE n.oid = collnamespace), '"', '""')
        || '"."' || replace(collname, '"', '""') || '"' END
FROM pg_collation
"""

SEQUENCES = f"""
SELECT c.relnamespace, c.relname, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement,
    s.seqmin, s.seqmax, s.seqcycle, s.seqcache, r.description, d.refobjid, d.refobjsubid,
    d.deptype = 'i', 'nextval(' || quote_literal(c.oid::regclass::text) || '::regclass)'
FROM pg_class c
    JOIN pg_sequence s ON s.seqrelid = c.oid
    LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
        AND d.objsubid = 0 AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
    {_comment("pg_class", "c")}
WHERE c.relnamespace IN ({{namespaces}}) AND c.relkind = 'S' AND NOT {_member("pg_class", "c")}
ORDER BY c.relname
"""

ENUMS = f"""
SELECT t.oid, t.typnamespace, t.typname, r.description,
    ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid
        ORDER BY e.enumsortorder)
FROM pg_type t {_comment("pg_type", "t")}
WHERE t.typnamespace IN ({{namespaces}}) AND t.typtype = 'e' AND NOT {_member("pg_type", "t")}
ORDER BY t.typname
"""

"""The queries on what objects and tables use, by what the server has noted."""

from __future__ import annotations

from goofer_py.introspect.postgresql.object_queries import ARGUMENTS, RELATION_KINDS

# Something of an array type is something of its elements' type; something of a table's row type is
# something of the table.
_USED = f"""
    CASE d.refclassid
        WHEN 1259 THEN {RELATION_KINDS.format(alias="c")}
        WHEN 1255 THEN CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate'
            ELSE 'function' END
        WHEN 3456 THEN 'collation'
        WHEN 3079 THEN 'extension'
        WHEN 1247 THEN CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain'
            WHEN 'c' THEN {RELATION_KINDS.format(alias="y")} WHEN 'r' THEN 'range type' END
        WHEN 2606 THEN 'constraint'
        END,
    coalesce(c.relnamespace, p.pronamespace, t.typnamespace, o.collnamespace, h.relnamespace),
    coalesce(c.relname, p.proname, t.typname, o.collname, x.extname,
        (h.relname || '.' || k.conname)::name),
    a.attname, CASE WHEN d.refclassid = 1255 THEN {ARGUMENTS} END"""
_JOINS = """
    LEFT JOIN pg_class c ON d.refclassid = 1259 AND c.oid = d.refobjid
    LEFT JOIN pg_attribute a ON d.refobjsubid > 0 AND d.refclassid = 1259
        AND a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    LEFT JOIN pg_proc p ON d.refclassid = 1255 AND p.oid = d.refobjid
    LEFT JOIN pg_collation o ON d.refclassid = 3456 AND o.oid = d.refobjid
    LEFT JOIN pg_extension x ON d.refclassid = 3079 AND x.oid = d.refobjid
    LEFT JOIN pg_type l ON d.refclassid = 1247 AND l.oid = d.refobjid
    LEFT JOIN pg_range g ON {multirange_of}
    LEFT JOIN pg_type t ON t.oid = CASE WHEN l.typlen = -1 AND l.typelem <> 0 THEN l.typelem
        ELSE coalesce(g.rngtypid, l.oid) END
    LEFT JOIN pg_class y ON y.oid = t.typrelid AND t.typtype = 'c'
    LEFT JOIN pg_constraint k ON d.refclassid = 2606 AND k.oid = d.refobjid
    LEFT JOIN pg_class h ON h.oid = k.conrelid"""

USES = f"""
SELECT d.classid, d.objid, {_USED}
FROM pg_depend d {_JOINS}
WHERE (d.classid, d.objid) IN (VALUES {{users}}) AND d.deptype IN ('n', 'a')
    AND d.refclassid IN (1259, 1255, 1247, 3456, 3079, 2606)
ORDER BY 1, 2, d.refclassid, d.refobjid, d.refobjsubid
"""

MULTIRANGES = """
    UNION ALL SELECT 1247, rngmultitypid FROM known
        JOIN pg_range ON classid = 1247 AND rngtypid = objid"""

TABLE_USES = f"""
WITH known (classid, objid) AS (SELECT c::oid, o::oid FROM (VALUES {{used}}) AS v (c, o)),
used (classid, objid) AS (SELECT * FROM known{{multiranges}})
SELECT DISTINCT coalesce(f.adrelid, b.conrelid, i.indrelid, d.objid), {_USED}
FROM pg_depend d
    LEFT JOIN pg_attrdef f ON d.classid = 2604 AND f.oid = d.objid
    LEFT JOIN pg_constraint b ON d.classid = 2606 AND b.oid = d.objid
    LEFT JOIN pg_index i ON d.classid = 1259 AND i.indexrelid = d.objid
    {_JOINS}
WHERE d.refclassid IN (1255, 1247, 3456) AND d.classid IN (2604, 2606, 1259)
    AND (d.refclassid, d.refobjid) IN (SELECT * FROM used
        UNION ALL SELECT 1247, e.typarray FROM used
            JOIN pg_type e ON classid = 1247 AND e.oid = objid)
"""

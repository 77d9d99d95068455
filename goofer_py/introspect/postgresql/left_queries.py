"""The query on what is there and told as not managed."""

from __future__ import annotations

from goofer_py.introspect.postgresql.object_queries import apart

LEFT_ALONE = f"""
SELECT 'operator', o.oprnamespace, o.oid::regoperator::text
FROM pg_operator o WHERE o.oprnamespace IN ({{namespaces}}) AND {apart(2617, "o")}
UNION ALL
SELECT 'operator class', o.opcnamespace, o.opcname || ' using ' || m.amname
FROM pg_opclass o JOIN pg_am m ON m.oid = o.opcmethod
WHERE o.opcnamespace IN ({{namespaces}}) AND {apart(2616, "o")}
UNION ALL
SELECT 'operator family', o.opfnamespace, o.opfname || ' using ' || m.amname
FROM pg_opfamily o JOIN pg_am m ON m.oid = o.opfmethod
WHERE o.opfnamespace IN ({{namespaces}}) AND {apart(2753, "o")}
UNION ALL
SELECT 'base type', t.typnamespace, t.typname
FROM pg_type t WHERE t.typnamespace IN ({{namespaces}}) AND t.typtype = 'b' AND t.typelem = 0
    AND {apart(1247, "t")}
UNION ALL
SELECT 'text search configuration', o.cfgnamespace, o.cfgname
FROM pg_ts_config o WHERE o.cfgnamespace IN ({{namespaces}}) AND {apart(3602, "o")}
UNION ALL
SELECT 'text search dictionary', o.dictnamespace, o.dictname
FROM pg_ts_dict o WHERE o.dictnamespace IN ({{namespaces}}) AND {apart(3600, "o")}
UNION ALL
SELECT 'text search parser', o.prsnamespace, o.prsname
FROM pg_ts_parser o WHERE o.prsnamespace IN ({{namespaces}}) AND {apart(3601, "o")}
UNION ALL
SELECT 'text search template', o.tmplnamespace, o.tmplname
FROM pg_ts_template o WHERE o.tmplnamespace IN ({{namespaces}}) AND {apart(3764, "o")}
UNION ALL
SELECT 'conversion', o.connamespace, o.conname
FROM pg_conversion o WHERE o.connamespace IN ({{namespaces}}) AND {apart(2607, "o")}
UNION ALL
SELECT 'cast', NULL::oid,
    format_type(o.castsource, NULL) || ' as ' || format_type(o.casttarget, NULL)
FROM pg_cast o WHERE o.oid >= 16384 AND {apart(2605, "o", "'e', 'i'")}
UNION ALL
SELECT 'publication', NULL::oid, o.pubname FROM pg_publication o
UNION ALL
SELECT 'foreign server', NULL::oid, o.srvname FROM pg_foreign_server o WHERE {apart(1417, "o")}
UNION ALL
SELECT 'default privileges', nullif(o.defaclnamespace, 0), CASE o.defaclobjtype
        WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
        WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END
    || ' of ' || pg_get_userbyid(o.defaclrole)
FROM pg_default_acl o WHERE o.defaclnamespace IN (0, {{namespaces}})
UNION ALL
SELECT 'security label', NULL::oid, o.objtype || ' ' || o.objname
FROM pg_seclabels o WHERE o.objtype <> 'role' AND o.objtype <> 'database'
    AND (o.objnamespace IS NULL OR o.objnamespace IN ({{namespaces}}))
UNION ALL
SELECT 'expression of an inherited column', c.relnamespace, c.relname || '.' || a.attname
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p', 'f')
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_attrdef u ON u.adrelid = p.attrelid AND u.adnum = p.attnum
WHERE c.relnamespace IN ({{namespaces}}) AND i.inhseqno = 1
    AND (a.attgenerated <> '' OR p.attgenerated <> '')
    AND pg_get_expr(d.adbin, d.adrelid) IS DISTINCT FROM pg_get_expr(u.adbin, u.adrelid)
UNION ALL
SELECT 'comment on the sequence of a column', c.relnamespace, c.relname
FROM pg_description r JOIN pg_class c ON c.oid = r.objoid AND c.relkind = 'S'
    JOIN pg_depend d ON d.classid = 1259 AND d.objid = c.oid AND d.refclassid = 1259
        AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
WHERE r.classoid = 1259 AND c.relnamespace IN ({{namespaces}}) AND (d.deptype = 'i' OR EXISTS (
    SELECT FROM pg_attrdef f JOIN pg_depend u ON u.classid = 2604 AND u.objid = f.oid
        AND u.refclassid = 1259 AND u.refobjid = c.oid
    WHERE f.adrelid = d.refobjid AND f.adnum = d.refobjsubid))
UNION ALL
SELECT 'options of the index of an inherited key', c.relnamespace, c.relname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conindid
    JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
WHERE k.conparentid <> 0 AND k.contype IN ('p', 'u', 'x') AND c.relnamespace IN ({{namespaces}})
    AND (c.reloptions IS DISTINCT FROM p.reloptions
        OR EXISTS (SELECT FROM pg_description r WHERE r.objoid = c.oid AND r.classoid = 1259))
UNION ALL
SELECT 'statistics of an index', c.relnamespace, c.relname || '.' || a.attname
FROM pg_class c JOIN pg_index x ON x.indexrelid = c.oid JOIN pg_class m ON m.oid = x.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid
WHERE m.relkind = 'm' AND c.relnamespace IN ({{namespaces}}) AND coalesce(a.attstattarget, -1) >= 0
"""

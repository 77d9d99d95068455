"""The queries on what is neither table nor enum: one for all kinds, and one for what they use.

Each kind gives the same columns: kind, class and number in the catalog, schema, name, the schema,
name and kind of the table it belongs to, argument types, definition, details (name and value in
turn; no value, no detail), shape, where else its dependencies are noted, comment. A definition
has no name of the thing itself in it: that is cut off, being known to the letter.
"""

from __future__ import annotations

RELATION_KINDS = """CASE {alias}.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
    WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'composite type' WHEN 'i' THEN 'index'
    WHEN 'I' THEN 'index' ELSE 'table' END"""

# Counted, not NOT EXISTS: that is joined, and without statistics the planner joins all with all.
_FREE = """(SELECT count(*) FROM pg_depend e WHERE e.classid = {number}
    AND e.objid = {alias}.oid AND e.deptype IN ({types})) = 0"""
_ABOUT = """(SELECT r.description FROM pg_description r
    WHERE r.objoid = {alias}.oid AND r.classoid = {number} AND r.objsubid = 0)"""
_NO_TABLE = "NULL::oid, NULL::name, NULL::text"
ARGUMENTS = """array_to_string(ARRAY(SELECT format_type(u.type_, NULL)
    FROM unnest(p.proargtypes) WITH ORDINALITY u (type_, place) ORDER BY place), ', ')"""


def apart(number: int, alias: str, types: str = "'e'") -> str:
    """Return SQL for that it is no part of an extension, or of what else `types` stand for."""
    return _FREE.format(number=number, alias=alias, types=types)


def _about(number: int, alias: str) -> str:
    return _ABOUT.format(number=number, alias=alias)


def _table(alias: str) -> str:
    kind = RELATION_KINDS.format(alias=alias)
    return f"{alias}.relnamespace, {alias}.relname, {kind}"


def _routine(number: str) -> str:
    """Return SQL for the name of a function, with its schema where that is needed."""
    return f"""(SELECT CASE WHEN pg_function_is_visible(f.oid) THEN ''
            ELSE quote_ident(z.nspname) || '.' END || quote_ident(f.proname)
        FROM pg_proc f JOIN pg_namespace z ON z.oid = f.pronamespace WHERE f.oid = {number})"""


def _after(text: str, *prefix: str) -> str:
    """Return SQL for what comes in `text` behind its beginning."""
    return f"substr({text}, length({' || '.join(prefix)}) + 1)"


_VIEWS = f"""
SELECT {RELATION_KINDS.format(alias="c")}, 1259, c.oid, c.relnamespace, c.relname, {_NO_TABLE},
    NULL::text, btrim(rtrim(pg_get_viewdef(c.oid), ';')),
    ARRAY['with', (SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(c.reloptions) o),
        'using', (SELECT m.amname::text FROM pg_am m WHERE m.oid = c.relam AND m.amname <> 'heap'),
        'tablespace', (SELECT s.spcname::text FROM pg_tablespace s WHERE s.oid = c.reltablespace)]
    || ARRAY(SELECT unnest(ARRAY['default ' || quote_ident(a.attname),
            pg_get_expr(d.adbin, d.adrelid)])
        FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
        WHERE d.adrelid = c.oid ORDER BY d.adnum)
    || ARRAY(SELECT unnest(ARRAY['comment ' || quote_ident(a.attname), r.description])
        FROM pg_description r JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = r.objsubid
        WHERE r.objoid = c.oid AND r.classoid = 1259 AND r.objsubid > 0 ORDER BY a.attnum),
    ARRAY(SELECT quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::text
                ELSE '' END
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
    || CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN ARRAY['unpopulated']
        ELSE ARRAY[]::text[] END,
    '2618:' || w.oid, {_about(1259, "c")}
FROM pg_class c JOIN pg_rewrite w ON w.ev_class = c.oid AND w.rulename = '_RETURN'
WHERE c.relnamespace IN ({{namespaces}}) AND c.relkind IN ('v', 'm') AND {apart(1259, "c")}
"""

_VIEW_INDEXES = f"""
SELECT 'index', 1259, i.oid, i.relnamespace, i.relname, {_table("c")}, NULL,
    {
    _after(
        "pg_get_indexdef(i.oid)",
        "'CREATE '",
        "CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END",
        "'INDEX '",
        "quote_ident(i.relname)",
        "' ON '",
        "quote_ident(n.nspname)",
        "'.'",
        "quote_ident(c.relname)",
        "' '",
    )
},
    ARRAY['unique', CASE WHEN x.indisunique THEN '' END,
        'tablespace', (SELECT s.spcname::text FROM pg_tablespace s WHERE s.oid = i.reltablespace)],
    NULL, NULL, {_about(1259, "i")}
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relnamespace IN ({{namespaces}}) AND c.relkind = 'm' AND {apart(1259, "c")}
"""

_ROUTINES = f"""
SELECT CASE p.prokind WHEN 'p' THEN 'procedure' ELSE 'function' END, 1255, p.oid, p.pronamespace,
    p.proname, {_NO_TABLE}, {ARGUMENTS},
    rtrim({
    _after(
        "pg_get_functiondef(p.oid)",
        "'CREATE OR REPLACE '",
        "CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END",
        "quote_ident(n.nspname)",
        "'.'",
        "quote_ident(p.proname)",
    )
}, E'\\n'),
    NULL, ARRAY[p.prokind::text, coalesce(pg_get_function_result(p.oid), ''),
        pg_get_function_identity_arguments(p.oid), p.pronargdefaults::text],
    NULL, {_about(1255, "p")}
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.pronamespace IN ({{namespaces}}) AND p.prokind <> 'a' AND {apart(1255, "p", "'e', 'i'")}
"""

_AGGREGATES = f"""
SELECT 'aggregate', 1255, p.oid, p.pronamespace, p.proname, {_NO_TABLE}, {ARGUMENTS},
    coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*'),
    ARRAY['sfunc', {_routine("a.aggtransfn")},
        'stype', format_type(a.aggtranstype, NULL),
        'sspace', nullif(a.aggtransspace, 0)::text,
        'finalfunc', {_routine("a.aggfinalfn")},
        'finalfunc_extra', CASE WHEN a.aggfinalextra THEN '' END,
        'finalfunc_modify', CASE a.aggfinalmodify WHEN 's' THEN 'shareable'
            WHEN 'w' THEN 'read_write' END,
        'combinefunc', {_routine("a.aggcombinefn")},
        'serialfunc', {_routine("a.aggserialfn")},
        'deserialfunc', {_routine("a.aggdeserialfn")},
        'initcond', quote_literal(a.agginitval),
        'msfunc', {_routine("a.aggmtransfn")},
        'minvfunc', {_routine("a.aggminvtransfn")},
        'mstype', CASE WHEN a.aggmtranstype <> 0 THEN format_type(a.aggmtranstype, NULL) END,
        'msspace', nullif(a.aggmtransspace, 0)::text,
        'mfinalfunc', {_routine("a.aggmfinalfn")},
        'mfinalfunc_extra', CASE WHEN a.aggmfinalextra THEN '' END,
        'mfinalfunc_modify', CASE WHEN a.aggmtransfn::oid = 0 THEN NULL
            WHEN a.aggmfinalmodify = 's' THEN 'shareable'
            WHEN a.aggmfinalmodify = 'w' THEN 'read_write' END,
        'minitcond', quote_literal(a.aggminitval),
        'sortop', (SELECT 'OPERATOR(' || quote_ident(s.nspname) || '.' || o.oprname || ')'
            FROM pg_operator o JOIN pg_namespace s ON s.oid = o.oprnamespace
            WHERE o.oid = a.aggsortop),
        'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' END,
        'hypothetical', CASE a.aggkind WHEN 'h' THEN '' END],
    NULL, NULL, {_about(1255, "p")}
FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE p.pronamespace IN ({{namespaces}}) AND p.prokind = 'a' AND {apart(1255, "p")}
"""

_TRIGGERS = f"""
SELECT 'trigger', 2620, g.oid, c.relnamespace, g.tgname, {_table("c")}, NULL,
    {
    _after(
        "pg_get_triggerdef(g.oid)",
        "'CREATE '",
        "CASE WHEN g.tgconstraint <> 0 THEN 'CONSTRAINT ' ELSE '' END",
        "'TRIGGER '",
        "quote_ident(g.tgname)",
        "' '",
    )
},
    ARRAY['constraint', CASE WHEN g.tgconstraint <> 0 THEN '' END,
        'enabled', nullif(g.tgenabled::text, 'O'),
        'on', quote_ident(n.nspname) || '.' || quote_ident(c.relname)],
    NULL, NULL, {_about(2620, "g")}
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relnamespace IN ({{namespaces}}) AND NOT g.tgisinternal AND g.tgparentid = 0
    AND {apart(1259, "c")} AND {apart(2620, "g")}
"""

_RULES = f"""
SELECT 'rule', 2618, w.oid, c.relnamespace, w.rulename, {_table("c")}, NULL,
    rtrim({
    _after("pg_get_ruledef(w.oid)", "'CREATE RULE '", "quote_ident(w.rulename)", "' AS     '")
}, ';'),
    ARRAY['enabled', nullif(w.ev_enabled::text, 'O'),
        'on', quote_ident(n.nspname) || '.' || quote_ident(c.relname)],
    NULL, NULL, {_about(2618, "w")}
FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
    JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relnamespace IN ({{namespaces}}) AND w.rulename <> '_RETURN' AND {apart(1259, "c")}
"""

_POLICIES = f"""
SELECT 'policy', 3256, y.oid, c.relnamespace, y.polname, {_table("c")}, NULL, '',
    ARRAY['restrictive', CASE WHEN NOT y.polpermissive THEN '' END,
        'for', CASE y.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
            WHEN 'd' THEN 'DELETE' END,
        'to', CASE WHEN y.polroles <> '{{{{0}}}}' THEN (SELECT string_agg(
            quote_ident(pg_get_userbyid(o)), ', ' ORDER BY pg_get_userbyid(o))
            FROM unnest(y.polroles) o) END,
        'using', pg_get_expr(y.polqual, y.polrelid),
        'with check', pg_get_expr(y.polwithcheck, y.polrelid)],
    NULL, NULL, {_about(3256, "y")}
FROM pg_policy y JOIN pg_class c ON c.oid = y.polrelid
WHERE c.relnamespace IN ({{namespaces}}) AND {apart(1259, "c")}
"""

_DOMAINS = f"""
SELECT 'domain', 1247, t.oid, t.typnamespace, t.typname, {_NO_TABLE}, NULL,
    format_type(t.typbasetype, t.typtypmod),
    ARRAY['collation', CASE WHEN t.typcollation <> b.typcollation THEN
            (SELECT CASE WHEN pg_collation_is_visible(o.oid) THEN quote_ident(o.collname)
                ELSE quote_ident(s.nspname) || '.' || quote_ident(o.collname) END
            FROM pg_collation o JOIN pg_namespace s ON s.oid = o.collnamespace
            WHERE o.oid = t.typcollation) END,
        'default', pg_get_expr(t.typdefaultbin, 0),
        'not null', CASE WHEN t.typnotnull THEN '' END]
    || ARRAY(SELECT unnest(ARRAY['check ' || quote_ident(k.conname), pg_get_constraintdef(k.oid)])
        FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname)
    || ARRAY(SELECT unnest(ARRAY['comment ' || quote_ident(k.conname), r.description])
        FROM pg_constraint k JOIN pg_description r ON r.objoid = k.oid AND r.classoid = 2606
        WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname),
    NULL, (SELECT string_agg('2606:' || k.oid, ' ') FROM pg_constraint k WHERE k.contypid = t.oid),
    {_about(1247, "t")}
FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype
WHERE t.typnamespace IN ({{namespaces}}) AND t.typtype = 'd' AND {apart(1247, "t")}
"""

_COMPOSITES = f"""
SELECT 'composite type', 1247, t.oid, t.typnamespace, t.typname, {_NO_TABLE}, NULL, '',
    ARRAY(SELECT unnest(ARRAY['attribute ' || quote_ident(a.attname),
            format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attcollation <> b.typcollation THEN
                (SELECT ' COLLATE ' || CASE WHEN pg_collation_is_visible(o.oid)
                    THEN quote_ident(o.collname)
                    ELSE quote_ident(s.nspname) || '.' || quote_ident(o.collname) END
                FROM pg_collation o JOIN pg_namespace s ON s.oid = o.collnamespace
                WHERE o.oid = a.attcollation) ELSE '' END])
        FROM pg_attribute a JOIN pg_type b ON b.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum)
    || ARRAY(SELECT unnest(ARRAY['comment ' || quote_ident(a.attname), r.description])
        FROM pg_description r JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = r.objsubid
        WHERE r.objoid = c.oid AND r.classoid = 1259 AND r.objsubid > 0 ORDER BY a.attnum),
    NULL, '1259:' || c.oid, {_about(1247, "t")}
FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid
WHERE t.typnamespace IN ({{namespaces}}) AND t.typtype = 'c' AND c.relkind = 'c'
    AND {apart(1247, "t")} AND {apart(1259, "c")}
"""

_RANGES = f"""
SELECT 'range type', 1247, t.oid, t.typnamespace, t.typname, {_NO_TABLE}, NULL, '',
    ARRAY['subtype', format_type(g.rngsubtype, NULL),
        'subtype_opclass', (SELECT quote_ident(s.nspname) || '.' || quote_ident(o.opcname)
            FROM pg_opclass o JOIN pg_namespace s ON s.oid = o.opcnamespace
            WHERE o.oid = g.rngsubopc AND NOT o.opcdefault),
        'collation', (SELECT quote_ident(s.nspname) || '.' || quote_ident(o.collname)
            FROM pg_collation o JOIN pg_namespace s ON s.oid = o.collnamespace
            JOIN pg_type b ON b.oid = g.rngsubtype
            WHERE o.oid = g.rngcollation AND o.oid <> b.typcollation),
        'canonical', {_routine("g.rngcanonical")},
        'subtype_diff', {_routine("g.rngsubdiff")}{{multirange}}],
    NULL, NULL, {_about(1247, "t")}
FROM pg_type t JOIN pg_range g ON g.rngtypid = t.oid
WHERE t.typnamespace IN ({{namespaces}}) AND t.typtype = 'r' AND {apart(1247, "t")}
"""

_STATISTICS = f"""
SELECT 'statistics', 3381, x.oid, x.stxnamespace, x.stxname, {_table("c")}, NULL,
    {
    _after(
        "pg_get_statisticsobjdef(x.oid)",
        "'CREATE STATISTICS '",
        "quote_ident(n.nspname)",
        "'.'",
        "quote_ident(x.stxname)",
        "' '",
    )
},
    ARRAY['target', nullif(x.stxstattarget, -1)::text], NULL, NULL, {_about(3381, "x")}
FROM pg_statistic_ext x JOIN pg_class c ON c.oid = x.stxrelid
    JOIN pg_namespace n ON n.oid = x.stxnamespace
WHERE x.stxnamespace IN ({{namespaces}}) AND {apart(3381, "x")}
"""

_COLLATIONS = f"""
SELECT 'collation', 3456, o.oid, o.collnamespace, o.collname, {_NO_TABLE}, NULL, '',
    ARRAY['provider', CASE o.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu'
            WHEN 'b' THEN 'builtin' END,
        'locale', quote_literal({{collation_locale}}),
        'lc_collate', CASE WHEN o.collprovider = 'c' THEN quote_literal(o.collcollate) END,
        'lc_ctype', CASE WHEN o.collprovider = 'c' THEN quote_literal(o.collctype) END,
        'deterministic', CASE WHEN NOT o.collisdeterministic THEN 'false' END,
        'rules', quote_literal({{collation_rules}})],
    NULL, NULL, {_about(3456, "o")}
FROM pg_collation o
WHERE o.collnamespace IN ({{namespaces}}) AND {apart(3456, "o")}
"""

_EXTENSIONS = f"""
SELECT 'extension', 3079, e.oid, NULL::oid, e.extname, {_NO_TABLE}, NULL, '',
    ARRAY['schema', n.nspname::text, 'version', e.extversion], NULL, NULL, NULL
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
"""

_EVENT_TRIGGERS = f"""
SELECT 'event trigger', 3466, o.oid, NULL::oid, o.evtname, {_NO_TABLE}, NULL,
    'ON ' || o.evtevent || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(t), ', '
        ORDER BY t) FROM unnest(o.evttags) t) || ')', '')
    || ' EXECUTE FUNCTION ' || o.evtfoid::regproc || '()',
    ARRAY['enabled', nullif(o.evtenabled::text, 'O')], NULL, NULL, {_about(3466, "o")}
FROM pg_event_trigger o
WHERE o.oid NOT IN ({{hidden}}) AND {apart(3466, "o")}
"""

_SCHEMA_COMMENTS = f"""
SELECT 'schema comment', 2615, o.oid, o.oid, 'comment'::name, {_NO_TABLE}, NULL, '', NULL, NULL,
    NULL, r.description
FROM pg_namespace o JOIN pg_description r ON r.objoid = o.oid AND r.classoid = 2615
WHERE o.oid IN ({{namespaces}}) AND r.description <> 'standard public schema'
"""

_IN = "IN ({namespaces})"
OBJECTS = (
    (f"pg_class c WHERE c.relnamespace {_IN} AND c.relkind IN ('v', 'm')", _VIEWS),
    (f"pg_class c WHERE c.relnamespace {_IN} AND c.relkind = 'm'", _VIEW_INDEXES),
    (f"pg_proc p WHERE p.pronamespace {_IN} AND p.prokind <> 'a'", _ROUTINES),
    (f"pg_proc p WHERE p.pronamespace {_IN} AND p.prokind = 'a'", _AGGREGATES),
    ("pg_trigger g WHERE NOT g.tgisinternal", _TRIGGERS),
    ("pg_rewrite w WHERE w.rulename <> '_RETURN' AND w.oid >= 16384", _RULES),
    ("pg_policy", _POLICIES),
    (f"pg_type t WHERE t.typnamespace {_IN} AND t.typtype = 'd'", _DOMAINS),
    (f"pg_class c WHERE c.relnamespace {_IN} AND c.relkind = 'c'", _COMPOSITES),
    (f"pg_type t WHERE t.typnamespace {_IN} AND t.typtype = 'r'", _RANGES),
    (f"pg_statistic_ext x WHERE x.stxnamespace {_IN}", _STATISTICS),
    (f"pg_collation o WHERE o.collnamespace {_IN}", _COLLATIONS),
    ("pg_extension e WHERE e.extname <> 'plpgsql'", _EXTENSIONS),
    ("pg_event_trigger", _EVENT_TRIGGERS),
    (f"pg_description r WHERE r.classoid = 2615 AND r.objoid {_IN}", _SCHEMA_COMMENTS),
)
"""For each kind where to look for any at all, and the query for all of them."""

CENSUS = "SELECT " + ", ".join(f"EXISTS (SELECT FROM {place})" for place, _ in OBJECTS)

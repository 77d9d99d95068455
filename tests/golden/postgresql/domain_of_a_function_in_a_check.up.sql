-- Does:
--   - replace domain em
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop view v
DROP VIEW v;

-- drop index i of table t
DROP INDEX i;

-- drop check t_e_check ((f(e) IS NOT NULL) OR (e IS NULL)) from table t
ALTER TABLE t DROP CONSTRAINT t_e_check;

-- drop function f(em)
DROP FUNCTION f(em);

-- make domain em anew
ALTER DOMAIN em RENAME TO goofer_old_em;
CREATE DOMAIN em AS character varying(50)
    CONSTRAINT em_check CHECK ((((VALUE)::text ~~ '%@%.%'::text) OR ((VALUE)::text ~~ '%@%'::text)));

ALTER TABLE t
    ALTER COLUMN e TYPE em USING e::text::em,
    ALTER COLUMN es TYPE em[] USING es::text::em[];
DROP DOMAIN goofer_old_em;

CREATE FUNCTION f(em)
 RETURNS em
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1$function$;

-- add check t_e_check ((f(e) IS NOT NULL) OR (e IS NULL)) to table t
ALTER TABLE t ADD CONSTRAINT t_e_check CHECK ((f(e) IS NOT NULL) OR (e IS NULL));

CREATE INDEX i ON t (f(e));

CREATE VIEW v AS
SELECT f(t.e) AS e,
    t.es
   FROM t;

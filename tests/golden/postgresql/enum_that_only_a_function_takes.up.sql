-- Does:
--   - change enum m: remove 'c'
-- Proved: up, down and up again on a scratch copy of the schema.
--   But up fails on some sample rows: invalid input value for enum m: "c".

-- drop trigger tr on t
DROP TRIGGER tr ON t;

-- drop view v
DROP VIEW v;

-- drop rule r on t
DROP RULE r ON t;

-- drop policy p on t
DROP POLICY p ON t;

-- drop function g(m, m[])
DROP FUNCTION g(m, m[]);

-- make enum m anew (b, a)
ALTER TYPE m RENAME TO goofer_old_m;
CREATE TYPE m AS ENUM ('b', 'a');
ALTER TABLE t
    ALTER COLUMN m TYPE m USING m::text::m;
DROP TYPE goofer_old_m;

CREATE FUNCTION g(x m DEFAULT 'a'::m, y m[] DEFAULT '{b}'::m[])
 RETURNS SETOF m
 LANGUAGE sql
AS $function$SELECT x$function$;

CREATE POLICY p ON t
    USING ((m = 'b'::m));

CREATE RULE r AS
    ON UPDATE TO t WHERE (new.m = 'b'::m) DO INSTEAD NOTHING;

CREATE VIEW v AS
SELECT g.g
   FROM g() g(g);

CREATE TRIGGER tr
    BEFORE UPDATE OF m ON t
    FOR EACH ROW WHEN ((new.m = 'a'::m)) EXECUTE FUNCTION tf();

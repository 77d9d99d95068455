-- Does:
--   - create function second(integer)
--   - create function third(integer)
--   - change column users.number: type text to integer
--   - drop function third(text)
--   - drop function second(text)
--   - replace function first()
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: users.number.
-- The way back:
--   - users.number fails on, or changes, values that integer cannot hold

-- change column users.number: default third() to none
ALTER TABLE users ALTER COLUMN number DROP DEFAULT;

-- drop check users_number_check (number > first()) from table users
ALTER TABLE users DROP CONSTRAINT users_number_check;

-- drop function third(text)
DROP FUNCTION third(text);

-- drop function second(text)
DROP FUNCTION second(text);

-- note the owners and grants of function first()
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'FUNCTION', 'FUNCTION', 'first()', 'f'::"char", p.oid, p.proowner, p.proacl FROM pg_proc p WHERE p.oid = to_regprocedure('first()')
    ), given (step, number, attribute, statement) AS (
        SELECT 1, number, NULL::name, format('ALTER %s %s OWNER TO %I', altered, name, pg_get_userbyid(owner))
        FROM thing WHERE pg_get_userbyid(owner) <> current_user
        UNION ALL
        SELECT 2, number, NULL, format('REVOKE ALL ON %s %s FROM %s', granted, name, role) FROM thing,
            (SELECT 'PUBLIC' UNION SELECT quote_ident(pg_get_userbyid(a.grantee)) FROM pg_default_acl d, aclexplode(d.defaclacl) a WHERE a.grantee <> 0
                UNION SELECT quote_ident(pg_get_userbyid(owner)) FROM thing) r (role)
        WHERE acl IS NOT NULL OR EXISTS (SELECT FROM pg_default_acl)
        UNION ALL
        SELECT 3, number, NULL, format('GRANT %s ON %s %s TO %s', string_agg(DISTINCT a.privilege_type, ', '), granted, name,
            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
            || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        FROM thing, aclexplode(coalesce(acl, acldefault(kind, owner))) a
        WHERE acl IS NOT NULL OR EXISTS (SELECT FROM pg_default_acl)
        GROUP BY number, granted, name, a.grantee, a.is_grantable
        UNION ALL
        SELECT 4, number, t.attname, format('GRANT %s (%I) ON %s %s TO %s', a.privilege_type, t.attname, granted, name,
            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
            || CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        FROM thing JOIN pg_attribute t ON t.attrelid = number AND kind = 'r', aclexplode(t.attacl) a
    )
    SELECT coalesce(json_agg(json_build_object('statement', statement, 'relation', name, 'attribute', attribute)
        ORDER BY step, statement), '[]')::text FROM given JOIN thing USING (number)
), false); END $goofer$;

-- drop function first()
DROP FUNCTION first();

CREATE FUNCTION first()
 RETURNS integer
 LANGUAGE sql
AS $function$ SELECT 1 $function$;

-- give back the owners and grants of function first()
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

CREATE FUNCTION second(x integer DEFAULT first())
 RETURNS integer
 LANGUAGE sql
AS $function$ SELECT x + 1 $function$;

CREATE FUNCTION third(x integer DEFAULT second())
 RETURNS integer
 LANGUAGE sql
AS $function$ SELECT x + 1 $function$;

-- change column users.number: type text to integer
ALTER TABLE users ALTER COLUMN number DROP DEFAULT;
ALTER TABLE users ALTER COLUMN number TYPE integer USING number::integer;
ALTER TABLE users ALTER COLUMN number SET DEFAULT third();

-- add check users_number_check (number > first()) to table users
ALTER TABLE users ADD CONSTRAINT users_number_check CHECK (number > first());

-- Does:
--   - change enum level: add 'lower', add 'max', remove 'gone'
--   - drop check users_check ((level <> 'high'::level) OR (id > 0)) from table users
--   - change column users.level: NOT NULL
--   - change column users.other: default COALESCE(first_level(), 'gone'::level) to COALESCE(first_level(), 'max'::level)
--   - add check users_check ((level <> 'max'::level) OR (id > 0)) to table users
-- Proved: up, down and up again on a scratch copy of the schema.
--   But up fails on some sample rows: invalid input value for enum level: "gone".
-- The way back:
--   - it fails while rows hold a value that level did not have before

-- drop check users_check ((level <> 'high'::level) OR (id > 0)) from table users
ALTER TABLE users DROP CONSTRAINT users_check;

-- change column users.level: default first_level() to none
ALTER TABLE users ALTER COLUMN level DROP DEFAULT;

-- change column users.other: default COALESCE(first_level(), 'gone'::level) to none
ALTER TABLE users ALTER COLUMN other DROP DEFAULT;

-- note the owners and grants of function first_level(), enum level
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'FUNCTION', 'FUNCTION', 'first_level()', 'f'::"char", p.oid, p.proowner, p.proacl FROM pg_proc p WHERE p.oid = to_regprocedure('first_level()')
        UNION ALL SELECT 'TYPE', 'TYPE', 'level', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('level')
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

-- drop function first_level()
DROP FUNCTION first_level();

-- make enum level anew (lower, low, high, max)
ALTER TYPE level RENAME TO goofer_old_level;
CREATE TYPE level AS ENUM ('lower', 'low', 'high', 'max');
ALTER TABLE users
    ALTER COLUMN level TYPE level USING level::text::level,
    ALTER COLUMN other TYPE level USING other::text::level;
DROP TYPE goofer_old_level;

CREATE FUNCTION first_level()
 RETURNS level
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT 'low'::level $function$;

-- give back the owners and grants of function first_level(), enum level
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

-- change column users.level: default none to first_level()
ALTER TABLE users ALTER COLUMN level SET DEFAULT first_level();

-- change column users.level: NOT NULL
ALTER TABLE users ALTER COLUMN level SET NOT NULL;

-- change column users.other: default COALESCE(first_level(), 'gone'::level) to COALESCE(first_level(), 'max'::level)
ALTER TABLE users ALTER COLUMN other SET DEFAULT COALESCE(first_level(), 'max'::level);

-- add check users_check ((level <> 'max'::level) OR (id > 0)) to table users
ALTER TABLE users ADD CONSTRAINT users_check CHECK ((level <> 'max'::level) OR (id > 0));

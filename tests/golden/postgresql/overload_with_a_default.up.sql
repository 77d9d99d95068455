-- Does:
--   - drop view labels
--   - create function label(text, integer)
--   - create view labels
--   - drop function label(text)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- note the owners and grants of view labels
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'VIEW', 'TABLE', 'labels', 'r'::"char", c.oid, c.relowner, c.relacl FROM pg_class c WHERE c.oid = to_regclass('labels')
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

-- drop view labels
DROP VIEW labels;

-- change column users.kind: default label('plain'::text) to none
ALTER TABLE users ALTER COLUMN kind DROP DEFAULT;

-- drop index users_label of table users
DROP INDEX users_label;

-- drop check users_name_check (label(name) <> ''::text) from table users
ALTER TABLE users DROP CONSTRAINT users_name_check;

-- drop column users.shown (computed, nothing is lost)
ALTER TABLE users DROP COLUMN shown;

-- drop function label(text)
DROP FUNCTION label(text);

CREATE FUNCTION label(n text, times integer DEFAULT 1)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT upper(repeat(n, times)) $function$;

-- add column users.shown
ALTER TABLE users ADD COLUMN shown text GENERATED ALWAYS AS (label(name)) STORED;

-- add check users_name_check (label(name) <> ''::text) to table users
ALTER TABLE users ADD CONSTRAINT users_name_check CHECK (label(name) <> ''::text);

CREATE INDEX users_label ON users (label(name));

-- change column users.kind: default none to label('plain'::text)
ALTER TABLE users ALTER COLUMN kind SET DEFAULT label('plain'::text);

CREATE VIEW labels AS
SELECT users.id,
    label(users.name) AS label
   FROM users;

-- give back the owners and grants of view labels
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

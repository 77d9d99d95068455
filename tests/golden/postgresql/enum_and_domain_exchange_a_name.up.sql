-- Does:
--   - drop view v
--   - create composite type place
--   - create domain kind
--   - change column t.kind: type kind to kind, default 'a' to 'a'::text
--   - change column t.kinds: type kind[] to kind[]
--   - create view v
--   - drop domain place
--   - drop enum kind
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: t.kind, t.kinds.
-- The way back:
--   - t.kind fails on, or changes, values that kind cannot hold
--   - t.kinds fails on, or changes, values that kind[] cannot hold

-- note the owners and grants of view v, domain place
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'VIEW', 'TABLE', 'v', 'r'::"char", c.oid, c.relowner, c.relacl FROM pg_class c WHERE c.oid = to_regclass('v')
        UNION ALL SELECT 'DOMAIN', 'DOMAIN', 'place', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('place')
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

-- drop view v
DROP VIEW v;

-- make domain place anew
ALTER DOMAIN place RENAME TO goofer_old_place;
CREATE TYPE place AS (
    street text,
    number integer
);

ALTER TABLE t
    ALTER COLUMN place TYPE place USING place::text::place;
DROP DOMAIN goofer_old_place;

-- call type kind goofer_former_kind until it goes
ALTER TYPE kind RENAME TO goofer_former_kind;

CREATE DOMAIN kind AS text
    CONSTRAINT kind_check CHECK ((VALUE <> ''::text));

-- change column t.kind: type kind to kind, default 'a' to 'a'::text
ALTER TABLE t ALTER COLUMN kind DROP DEFAULT;
ALTER TABLE t ALTER COLUMN kind TYPE kind USING kind::text::kind;
ALTER TABLE t ALTER COLUMN kind SET DEFAULT 'a'::text;

-- change column t.kinds: type kind[] to kind[]
ALTER TABLE t ALTER COLUMN kinds TYPE kind[] USING kinds::text[]::kind[];

CREATE VIEW v AS
SELECT t.id,
    t.kind
   FROM t;

-- give back the owners and grants of view v, domain place
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

-- drop enum kind
DROP TYPE goofer_former_kind;

-- Does:
--   - replace domain place
--   - replace domain tag
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column t.pair: type pair to text
ALTER TABLE t ALTER COLUMN pair TYPE text;

-- note the owners and grants of composite type pair, domain place, view v, domain tag
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'TYPE', 'TYPE', 'pair', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('pair')
        UNION ALL SELECT 'DOMAIN', 'DOMAIN', 'place', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('place')
        UNION ALL SELECT 'VIEW', 'TABLE', 'v', 'r'::"char", c.oid, c.relowner, c.relacl FROM pg_class c WHERE c.oid = to_regclass('v')
        UNION ALL SELECT 'DOMAIN', 'DOMAIN', 'tag', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('tag')
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

-- drop composite type pair
DROP TYPE pair;

-- make domain place anew
ALTER DOMAIN place RENAME TO goofer_old_place;
CREATE DOMAIN place AS text
    CONSTRAINT place_check CHECK ((VALUE <> ''::text));

DROP DOMAIN goofer_old_place;

CREATE TYPE pair AS (
    first place,
    second integer
);

-- change column t.pair: type text to pair
ALTER TABLE t ALTER COLUMN pair TYPE pair USING pair::pair;

-- drop view v
DROP VIEW v;

-- make domain tag anew
ALTER DOMAIN tag RENAME TO goofer_old_tag;
CREATE DOMAIN tag AS text
    CONSTRAINT tag_check CHECK ((length(VALUE) < 10));

ALTER TABLE t
    ALTER COLUMN tags DROP DEFAULT,
    ALTER COLUMN tags TYPE tag[] USING tags::text::tag[],
    ALTER COLUMN tags SET DEFAULT '{}',
    ALTER COLUMN tag TYPE tag USING tag::text::tag;
DROP DOMAIN goofer_old_tag;

CREATE VIEW v AS
SELECT t.id,
    t.tags
   FROM t;

-- give back the owners and grants of composite type pair, domain place, view v, domain tag
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

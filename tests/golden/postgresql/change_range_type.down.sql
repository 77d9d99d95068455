-- Does:
--   - replace range type span
--   - replace range type Price range
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop index users_span of table users
DROP INDEX users_span;

-- drop exclusion constraint users_span_excl (span WITH &&) from table users
ALTER TABLE users DROP CONSTRAINT users_span_excl;

-- change column users.span: type span to text
ALTER TABLE users ALTER COLUMN span TYPE text;

-- change column users.spans: type span_multirange to text
ALTER TABLE users ALTER COLUMN spans TYPE text;

-- note the owners and grants of range type span, range type Price range
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'TYPE', 'TYPE', 'span', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('span')
        UNION ALL SELECT 'TYPE', 'TYPE', '"Price range"', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('"Price range"')
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

-- drop range type span
DROP TYPE span;

CREATE TYPE span AS RANGE (
    SUBTYPE = double precision,
    SUBTYPE_DIFF = float8mi
);

-- change column users.spans: type text to span_multirange
ALTER TABLE users ALTER COLUMN spans TYPE span_multirange USING spans::span_multirange;

-- change column users.span: type text to span
ALTER TABLE users ALTER COLUMN span TYPE span USING span::span;

-- add exclusion constraint users_span_excl (span WITH &&) to table users
ALTER TABLE users ADD CONSTRAINT users_span_excl EXCLUDE USING gist (span WITH &&);

CREATE INDEX users_span ON users USING gist (span);

-- change column users.list: type "Price range"[] to text[]
ALTER TABLE users ALTER COLUMN list TYPE text[];

-- change column users.prices: type prices to text
ALTER TABLE users ALTER COLUMN prices TYPE text;

-- drop range type Price range
DROP TYPE "Price range";

CREATE TYPE "Price range" AS RANGE (
    SUBTYPE = integer,
    MULTIRANGE_TYPE_NAME = prices
);

-- give back the owners and grants of range type span, range type Price range
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

-- change column users.prices: type text to prices
ALTER TABLE users ALTER COLUMN prices TYPE prices USING prices::prices;

-- change column users.list: type text[] to "Price range"[]
ALTER TABLE users ALTER COLUMN list TYPE "Price range"[] USING list::"Price range"[];

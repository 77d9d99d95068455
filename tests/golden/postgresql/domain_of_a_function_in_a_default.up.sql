-- Does:
--   - replace domain price
-- Proved: up, down and up again on a scratch copy of the schema.

-- change column users.price: default first_price() to none
ALTER TABLE users ALTER COLUMN price DROP DEFAULT;

-- change column users.prices: default ARRAY[first_price()] to none
ALTER TABLE users ALTER COLUMN prices DROP DEFAULT;

-- note the owners and grants of function first_price(), domain price
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'FUNCTION', 'FUNCTION', 'first_price()', 'f'::"char", p.oid, p.proowner, p.proacl FROM pg_proc p WHERE p.oid = to_regprocedure('first_price()')
        UNION ALL SELECT 'DOMAIN', 'DOMAIN', 'price', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('price')
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

-- drop function first_price()
DROP FUNCTION first_price();

-- make domain price anew
ALTER DOMAIN price RENAME TO goofer_old_price;
CREATE DOMAIN price AS bigint
    CONSTRAINT price_check CHECK ((VALUE > 0));

ALTER TABLE users
    ALTER COLUMN price TYPE price USING price::text::price,
    ALTER COLUMN prices TYPE price[] USING prices::text::price[];
DROP DOMAIN goofer_old_price;

CREATE FUNCTION first_price()
 RETURNS price
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT 7::price $function$;

-- give back the owners and grants of function first_price(), domain price
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

-- change column users.price: default none to first_price()
ALTER TABLE users ALTER COLUMN price SET DEFAULT first_price();

-- change column users.prices: default none to ARRAY[first_price()]
ALTER TABLE users ALTER COLUMN prices SET DEFAULT ARRAY[first_price()];

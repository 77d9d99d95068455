-- Does:
--   - replace function price_of(text, numeric)
--   - replace composite type price, without rate
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- replace function price_of(text, numeric)
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION price_of(currency text, amount numeric)
 RETURNS price
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT ROW(currency, amount)::price $function$;
SET LOCAL check_function_bodies = on;

-- note the owners and grants of view euros, function price_of(text, numeric), composite type price
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'VIEW', 'TABLE', 'euros', 'r'::"char", c.oid, c.relowner, c.relacl FROM pg_class c WHERE c.oid = to_regclass('euros')
        UNION ALL SELECT 'FUNCTION', 'FUNCTION', 'price_of(text, numeric)', 'f'::"char", p.oid, p.proowner, p.proacl FROM pg_proc p WHERE p.oid = to_regprocedure('price_of(text, numeric)')
        UNION ALL SELECT 'TYPE', 'TYPE', 'price', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('price')
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

-- drop view euros
DROP VIEW euros;

-- change column orders.total: default price_of('EUR'::text, (0)::numeric) to none
ALTER TABLE orders ALTER COLUMN total DROP DEFAULT;

-- drop index orders_amount of table orders
DROP INDEX orders_amount;

-- drop function price_of(text, numeric)
DROP FUNCTION price_of(text, numeric);

-- make composite type price anew
ALTER TYPE price RENAME TO goofer_old_price;
CREATE TYPE price AS (
    currency character(3),
    amount numeric(12,2)
);

ALTER TABLE orders
    ALTER COLUMN total TYPE price USING (CASE WHEN total::text IS NULL THEN NULL ELSE ROW((total).currency::text::character(3), (total).amount::text::numeric(12,2))::price END)::price;
DROP TYPE goofer_old_price;

CREATE FUNCTION price_of(currency text, amount numeric)
 RETURNS price
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT ROW(currency, amount)::price $function$;

CREATE INDEX orders_amount ON orders (((total).amount));

-- change column orders.total: default none to price_of('EUR'::text, (0)::numeric)
ALTER TABLE orders ALTER COLUMN total SET DEFAULT price_of('EUR'::text, (0)::numeric);

CREATE VIEW euros AS
SELECT orders.id,
    (orders.total).amount AS amount
   FROM orders;

-- give back the owners and grants of view euros, function price_of(text, numeric), composite type price
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

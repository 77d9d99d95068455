-- Does:
--   - replace composite type part
--   - drop check orders_part_check ((part).name <> ''::text) from table orders
--   - add check orders_part_check (((part).name)::text <> ''::text) to table orders
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop check orders_part_check ((part).name <> ''::text) from table orders
ALTER TABLE orders DROP CONSTRAINT orders_part_check;

-- replace composite type part
ALTER TYPE part ADD ATTRIBUTE note text;

-- change column orders.pair: type pair to text
ALTER TABLE orders ALTER COLUMN pair TYPE text;

-- change column orders.pairs: type pair[] to text[]
ALTER TABLE orders ALTER COLUMN pairs TYPE text[];

-- change column orders.few: type some_parts to text
ALTER TABLE orders ALTER COLUMN few TYPE text;

-- note the owners and grants of domain some_parts, composite type pair, composite type part
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'DOMAIN', 'DOMAIN', 'some_parts', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('some_parts')
        UNION ALL SELECT 'TYPE', 'TYPE', 'pair', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('pair')
        UNION ALL SELECT 'TYPE', 'TYPE', 'part', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('part')
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

-- drop domain some_parts
DROP DOMAIN some_parts;

-- drop composite type pair
DROP TYPE pair;

-- make composite type part anew
ALTER TYPE part RENAME TO goofer_old_part;
CREATE TYPE part AS (
    price bigint,
    name character varying(50),
    note text
);

ALTER TABLE orders
    ALTER COLUMN part TYPE part USING (CASE WHEN part::text IS NULL THEN NULL ELSE ROW((part).price::text::bigint, (part).name::text::character varying(50), (part).note)::part END)::part,
    ALTER COLUMN parts TYPE part[] USING parts::text::part[];
DROP TYPE goofer_old_part;

CREATE TYPE pair AS (
    part part,
    more part[],
    number integer
);

CREATE DOMAIN some_parts AS part[]
    CONSTRAINT some_parts_check CHECK ((cardinality(VALUE) < 5));

-- give back the owners and grants of domain some_parts, composite type pair, composite type part
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

-- change column orders.few: type text to some_parts
ALTER TABLE orders ALTER COLUMN few TYPE some_parts USING few::some_parts;

-- change column orders.pairs: type text[] to pair[]
ALTER TABLE orders ALTER COLUMN pairs TYPE pair[] USING pairs::pair[];

-- change column orders.pair: type text to pair
ALTER TABLE orders ALTER COLUMN pair TYPE pair USING pair::pair;

-- add check orders_part_check (((part).name)::text <> ''::text) to table orders
ALTER TABLE orders ADD CONSTRAINT orders_part_check CHECK (((part).name)::text <> ''::text);

-- Does:
--   - change column lines.small: default 5.5 to 5
--   - replace domain small_amount
--   - replace domain amount
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column lines.small: default 5.5 to 5
ALTER TABLE lines ALTER COLUMN small SET DEFAULT 5;

-- replace domain small_amount
ALTER DOMAIN small_amount DROP CONSTRAINT small_amount_check;
ALTER DOMAIN small_amount ADD CONSTRAINT small_amount_check CHECK (((VALUE)::integer < 1000));

-- change column lines.small: type small_amount to text, default 5 to none
ALTER TABLE lines ALTER COLUMN small DROP DEFAULT;
ALTER TABLE lines ALTER COLUMN small TYPE text;

-- note the owners and grants of domain small_amount, domain amount
-- What is dropped and made again below keeps its owner and its grants: they are noted here.
DO $goofer$ BEGIN PERFORM set_config('goofer.access', (
    WITH thing (altered, granted, name, kind, number, owner, acl) AS (
        SELECT 'DOMAIN', 'DOMAIN', 'small_amount', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('small_amount')
        UNION ALL SELECT 'DOMAIN', 'DOMAIN', 'amount', 'T'::"char", t.oid, t.typowner, t.typacl FROM pg_type t WHERE t.oid = to_regtype('amount')
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

-- drop domain small_amount
DROP DOMAIN small_amount;

-- make domain amount anew
ALTER DOMAIN amount RENAME TO goofer_old_amount;
CREATE DOMAIN amount AS integer
    CONSTRAINT amount_check CHECK ((VALUE >= 0));

ALTER TABLE lines
    ALTER COLUMN amount DROP DEFAULT,
    ALTER COLUMN amount TYPE amount USING (CASE WHEN amount::numeric = trunc(amount::numeric) THEN trunc(amount::numeric)::text ELSE amount::text END)::amount,
    ALTER COLUMN amount SET DEFAULT 1;
DROP DOMAIN goofer_old_amount;

CREATE DOMAIN small_amount AS amount
    CONSTRAINT small_amount_check CHECK (((VALUE)::integer < 1000));

-- give back the owners and grants of domain small_amount, domain amount
-- The owners and grants that were noted above.
DO $goofer$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM json_to_recordset(current_setting('goofer.access')::json) AS (statement text, relation text, attribute name) LOOP
        IF one.attribute IS NULL OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(one.relation) AND attname = one.attribute) THEN
            EXECUTE one.statement;
        END IF;
    END LOOP;
    PERFORM set_config('goofer.access', '', false);
END $goofer$;

-- change column lines.small: type text to small_amount, default none to 5
ALTER TABLE lines ALTER COLUMN small TYPE small_amount USING (CASE WHEN small::numeric = trunc(small::numeric) THEN trunc(small::numeric)::text ELSE small::text END)::small_amount;
ALTER TABLE lines ALTER COLUMN small SET DEFAULT 5;

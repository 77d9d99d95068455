-- Does:
--   - change column users.id: identity
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column users.id: identity
DO $goofer$
DECLARE
    own text := pg_get_serial_sequence('users', 'id');
    following bigint := nextval(own::regclass);
BEGIN
    ALTER TABLE users ALTER COLUMN id DROP IDENTITY;
    CREATE SEQUENCE users_id_seq AS integer OWNED BY users.id;
    ALTER TABLE users ALTER COLUMN id SET DEFAULT nextval('users_id_seq');
    PERFORM setval(pg_get_serial_sequence('users', 'id'), following, false);
END $goofer$;

-- Does:
--   - replace owner of enum mood
--   - replace owner of sequence numbers
--   - replace owner of the default schema
--   - replace owner of table users
--   - replace owner of function half(integer)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- replace owner of enum mood
ALTER TYPE mood OWNER TO boss;

-- replace owner of sequence numbers
ALTER SEQUENCE numbers OWNER TO boss;

-- replace owner of the default schema
DO $goofer$ BEGIN
    EXECUTE 'ALTER SCHEMA ' || quote_ident(current_schema()) || ' OWNER TO boss';
END $goofer$;

-- replace owner of table users
ALTER TABLE users OWNER TO boss;

-- replace owner of function half(integer)
ALTER FUNCTION half(integer) OWNER TO boss;

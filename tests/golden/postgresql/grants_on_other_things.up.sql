-- Does:
--   - create grant to public on enum mood
--   - create grant to reader on sequence numbers
--   - create grant to reader on the default schema
--   - create grant to public on function half(integer)
--   - create grant to reader on function half(integer)
-- Proved: up, down and up again on a scratch copy of the schema.

-- create grant to public on enum mood
REVOKE USAGE ON TYPE mood FROM PUBLIC;

-- create grant to reader on sequence numbers
GRANT USAGE ON SEQUENCE numbers TO reader;

-- create grant to reader on the default schema
DO $goofer$ BEGIN
    EXECUTE 'GRANT CREATE, USAGE ON SCHEMA ' || quote_ident(current_schema()) || ' TO reader';
END $goofer$;

-- create grant to public on function half(integer)
REVOKE EXECUTE ON FUNCTION half(integer) FROM PUBLIC;

-- create grant to reader on function half(integer)
GRANT EXECUTE ON FUNCTION half(integer) TO reader;

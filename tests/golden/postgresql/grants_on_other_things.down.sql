-- Does:
--   - drop grant to reader on function half(integer)
--   - drop grant to public on function half(integer)
--   - drop grant to reader on the default schema
--   - drop grant to reader on sequence numbers
--   - drop grant to public on enum mood
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop grant to reader on function half(integer)
REVOKE EXECUTE ON FUNCTION half(integer) FROM reader;

-- drop grant to public on function half(integer)
GRANT EXECUTE ON FUNCTION half(integer) TO PUBLIC;

-- drop grant to reader on the default schema
DO $goofer$ BEGIN
    EXECUTE 'REVOKE CREATE, USAGE ON SCHEMA ' || quote_ident(current_schema()) || ' FROM reader';
END $goofer$;

-- drop grant to reader on sequence numbers
REVOKE USAGE ON SEQUENCE numbers FROM reader;

-- drop grant to public on enum mood
GRANT USAGE ON TYPE mood TO PUBLIC;

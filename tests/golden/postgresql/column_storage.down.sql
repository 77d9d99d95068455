-- Does:
--   - change column users.name: options
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change column users.name: options
DO $goofer$ BEGIN
    EXECUTE 'ALTER TABLE users ALTER COLUMN name SET STORAGE ' || (
        SELECT CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'm' THEN 'MAIN' WHEN 'e' THEN 'EXTERNAL' ELSE 'EXTENDED' END
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        WHERE a.attrelid = 'users'::regclass AND a.attname = 'name');
END $goofer$;

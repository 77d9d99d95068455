CREATE TYPE c AS (a integer, b text);
-- becomes
CREATE TYPE c AS (b text, d date);
COMMENT ON COLUMN c.d IS 'x';

-- Does:
--   - replace domain d1
--   - replace domain d2
-- Proved: up, down and up again on a scratch copy of the schema.

-- change column t.x: type d2 to text
ALTER TABLE t ALTER COLUMN x TYPE text;

-- drop domain d2
DROP DOMAIN d2;

-- make domain d1 anew
ALTER DOMAIN d1 RENAME TO goofer_old_d1;
CREATE DOMAIN d1 AS bigint
    CONSTRAINT d1_check CHECK ((VALUE > 0));

DROP DOMAIN goofer_old_d1;

CREATE DOMAIN d2 AS d1
    CONSTRAINT d2_check CHECK (((VALUE)::bigint < 1000));

-- change column t.x: type text to d2
ALTER TABLE t ALTER COLUMN x TYPE d2 USING x::d2;

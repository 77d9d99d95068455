-- Does:
--   - drop primary key rooms_pkey (code) from table rooms
--   - add column rooms.id, with the values kept in goofer_kept_20300102030405.rooms.id
--   - add primary key rooms_pkey (id) to table rooms
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of rooms that came later get 0 in id

-- drop primary key rooms_pkey (code) from table rooms
ALTER TABLE rooms DROP CONSTRAINT rooms_pkey;

-- add column rooms.id, with the values kept in goofer_kept_20300102030405.rooms.id
ALTER TABLE rooms ADD COLUMN id integer;
UPDATE rooms AS t SET id = kept.id
    FROM goofer_kept_20300102030405."rooms.id" AS kept
    WHERE t.code = kept.code;
DROP TABLE goofer_kept_20300102030405."rooms.id";
DO $goofer$ BEGIN
    DROP SCHEMA goofer_kept_20300102030405;
EXCEPTION WHEN dependent_objects_still_exist THEN
    NULL;  -- something else is kept there
END $goofer$;
UPDATE rooms SET id = 0 WHERE id IS NULL;
ALTER TABLE rooms ALTER COLUMN id SET NOT NULL;

-- add primary key rooms_pkey (id) to table rooms
ALTER TABLE rooms ADD CONSTRAINT rooms_pkey PRIMARY KEY (id);

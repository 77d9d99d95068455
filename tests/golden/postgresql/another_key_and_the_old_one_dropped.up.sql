-- Does:
--   - drop primary key rooms_pkey (id) from table rooms
--   - drop column rooms.id (its values are kept in goofer_kept_20300102030405.rooms.id)
--   - add primary key rooms_pkey (code) to table rooms
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of rooms that came later get 0 in id

-- drop primary key rooms_pkey (id) from table rooms
ALTER TABLE rooms DROP CONSTRAINT rooms_pkey;

-- drop column rooms.id (its values are kept in goofer_kept_20300102030405.rooms.id)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
CREATE TABLE goofer_kept_20300102030405."rooms.id" AS
    SELECT code, id FROM rooms WHERE id IS NOT NULL;
ALTER TABLE goofer_kept_20300102030405."rooms.id" ADD PRIMARY KEY (code);
ALTER TABLE rooms DROP COLUMN id;

-- add primary key rooms_pkey (code) to table rooms
ALTER TABLE rooms ADD CONSTRAINT rooms_pkey PRIMARY KEY (code);

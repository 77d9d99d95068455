-- Does:
--   - drop primary key PRIMARY (id) from table rooms
--   - drop column rooms.id (its values are kept in goofer_kept_rooms.id_20300102030405)
--   - add primary key PRIMARY (code) to table rooms
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of rooms that came later get 0 in id

CREATE TABLE `goofer_kept_rooms.id_20300102030405` (PRIMARY KEY (code))
    SELECT code, id FROM rooms WHERE id IS NOT NULL;

-- drop primary key PRIMARY (id) from table rooms; drop column rooms.id (its values are kept in goofer_kept_rooms.id_20300102030405); add primary key PRIMARY (code) to table rooms
ALTER TABLE rooms
    DROP PRIMARY KEY,
    DROP COLUMN id,
    ADD PRIMARY KEY (code),
    ALGORITHM=INPLACE, LOCK=NONE;

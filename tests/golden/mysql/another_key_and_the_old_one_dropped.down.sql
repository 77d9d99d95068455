-- Does:
--   - drop primary key PRIMARY (code) from table rooms
--   - add column rooms.id, with the values kept in goofer_kept_rooms.id_20300102030405
--   - add primary key PRIMARY (id) to table rooms
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of rooms that came later get 0 in id

-- drop primary key PRIMARY (code) from table rooms; add column rooms.id
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE rooms
    DROP PRIMARY KEY,
    ADD COLUMN id int;

-- give rows of rooms their values in id
UPDATE rooms
    JOIN `goofer_kept_rooms.id_20300102030405` AS kept ON rooms.code = kept.code
    SET rooms.id = kept.id;

-- drop goofer_kept_rooms.id_20300102030405, its values are back in table rooms
DROP TABLE `goofer_kept_rooms.id_20300102030405`;

-- give rows of rooms their values in id
UPDATE rooms SET id = 0 WHERE id IS NULL;

-- change column rooms.id: NOT NULL; add primary key PRIMARY (id) to table rooms
ALTER TABLE rooms
    MODIFY COLUMN id int NOT NULL,
    ADD PRIMARY KEY (id),
    ALGORITHM=INPLACE, LOCK=NONE;

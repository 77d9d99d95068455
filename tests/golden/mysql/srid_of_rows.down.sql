-- Does:
--   - change column places.spot: options
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
--   But the way back of converted values is not compared: places.spot.
-- Not atomic: this server commits after each statement.

-- drop index by_spot of table places
ALTER TABLE places DROP INDEX by_spot, ALGORITHM=INPLACE, LOCK=NONE;

-- change column places.spot: options
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE places MODIFY COLUMN spot point NOT NULL;

-- give rows of places their values in spot
UPDATE places SET spot = ST_SRID(spot, 0);

-- change column places.spot: options
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE places MODIFY COLUMN spot point NOT NULL SRID 0;

-- create index by_spot on table places
ALTER TABLE places ADD SPATIAL INDEX by_spot (spot), ALGORITHM=INPLACE, LOCK=SHARED;

-- Does:
--   - change column places.spot: options
-- Proved: up, down and up again on a scratch copy of the schema.
--   But up fails on some sample rows: The SRID of the geometry does not match the SRID of the column 'spot'. The SRID of the geometry is 0, but the SRID of the column is 4326. Consider changing the SRID of the geometry or the SRID property of the column. (3643).
-- Not atomic: this server commits after each statement.

-- drop index by_spot of table places
ALTER TABLE places DROP INDEX by_spot, ALGORITHM=INPLACE, LOCK=NONE;

-- change column places.spot: options
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE places MODIFY COLUMN spot point NOT NULL SRID 4326;

-- create index by_spot on table places
ALTER TABLE places ADD SPATIAL INDEX by_spot (spot), ALGORITHM=INPLACE, LOCK=SHARED;

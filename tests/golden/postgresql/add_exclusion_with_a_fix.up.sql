-- Does:
--   - correct rows for bookings.bookings_during_excl
--   - add exclusion constraint bookings_during_excl (during WITH &&) to table bookings
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows that were deleted or changed for bookings.bookings_during_excl stay so

-- correct rows for bookings.bookings_during_excl
UPDATE bookings SET during = tsrange('2030-01-03', '2030-01-04') WHERE id = 2;

-- add exclusion constraint bookings_during_excl (during WITH &&) to table bookings
ALTER TABLE bookings ADD CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH &&);

-- Does:
--   - drop exclusion constraint bookings_during_excl (during WITH &&) from table bookings
--   - leave the rows as they were corrected for bookings.bookings_during_excl
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows that were deleted or changed for bookings.bookings_during_excl stay so

-- drop exclusion constraint bookings_during_excl (during WITH &&) from table bookings
ALTER TABLE bookings DROP CONSTRAINT bookings_during_excl;

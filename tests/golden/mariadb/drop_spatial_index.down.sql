-- Does:
--   - create index spots_at on table spots
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- create index spots_at on table spots
ALTER TABLE spots ADD SPATIAL INDEX spots_at (at), ALGORITHM=INPLACE, LOCK=SHARED;

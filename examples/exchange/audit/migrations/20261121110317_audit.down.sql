-- 20261121110317_audit (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop trigger events_refuse on events
--   - drop function refuse()
--   - drop table events (its rows are lost)
--   - drop table event_types (its rows are lost)
--   - drop enum severity
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop trigger events_refuse on events
DROP TRIGGER events_refuse ON events;

-- drop function refuse()
DROP FUNCTION refuse();

-- drop table events (its rows are lost)
DROP TABLE events;

-- drop table event_types (its rows are lost)
DROP TABLE event_types;

-- drop enum severity
DROP TYPE severity;

-- 20261121054604_other_entities (down)
-- Written by goofer 0.1.0 for mysql 8.0.31.
-- Does:
--   - drop table customer_notification_preferences (its rows are lost)
--   - drop table vouchers (its rows are lost)
--   - drop table opening_hours (its rows are lost)
--   - drop table exchange_rates (its rows are lost)
--   - drop table notification_channels (its rows are lost)
--   - drop table campaigns (its rows are lost)
--   - drop table audit_events (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 7 tables.
-- Not atomic: this server commits after each statement.

-- drop table customer_notification_preferences (its rows are lost)
DROP TABLE customer_notification_preferences;

-- drop table vouchers (its rows are lost)
DROP TABLE vouchers;

-- drop table opening_hours (its rows are lost)
DROP TABLE opening_hours;

-- drop table exchange_rates (its rows are lost)
DROP TABLE exchange_rates;

-- drop table notification_channels (its rows are lost)
DROP TABLE notification_channels;

-- drop table campaigns (its rows are lost)
DROP TABLE campaigns;

-- drop table audit_events (its rows are lost)
DROP TABLE audit_events;

-- Does:
--   - drop table p1 (its rows are kept in goofer_kept_20300102030405.p1)
--   - create table february
--   - create table january
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- let table p1 be no partition of events
ALTER TABLE events DETACH PARTITION p1;

-- drop table p1 (its rows are kept in goofer_kept_20300102030405.p1)
CREATE SCHEMA IF NOT EXISTS goofer_kept_20300102030405;
ALTER TABLE p1 SET SCHEMA goofer_kept_20300102030405;

CREATE TABLE february PARTITION OF events FOR VALUES FROM (5) TO (10);

CREATE TABLE january PARTITION OF events FOR VALUES FROM (1) TO (5);

-- Does:
--   - drop column events.name (its values are kept in goofer_kept_events.name_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- The way back:
--   - rows of events that came later get NULL in name
--   - values of events.name find their rows by rowid, which VACUUM may change: events has no key

-- keep values of table events in goofer_kept_events.name_20300102030405
CREATE TABLE "goofer_kept_events.name_20300102030405" (
    goofer_rowid INTEGER NOT NULL,
    name,
    PRIMARY KEY (goofer_rowid)
);
INSERT INTO "goofer_kept_events.name_20300102030405" (goofer_rowid, name)
SELECT rowid, name
FROM events;

-- drop column events.name (its values are kept in goofer_kept_events.name_20300102030405)
ALTER TABLE events DROP COLUMN name;

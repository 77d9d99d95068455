-- Does:
--   - change options of table pages
--   - change options of table logs
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- change options of table pages
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE pages PAGE_COMPRESSED = 1, ENGINE = InnoDB, TRANSACTIONAL = DEFAULT;

-- change options of table logs
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE logs ENGINE = Aria, TRANSACTIONAL = 1;

-- Does:
--   - change options of table logs
--   - change options of table pages
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- change options of table logs
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE logs ENGINE = InnoDB, TRANSACTIONAL = DEFAULT;

-- change options of table pages
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE pages PAGE_COMPRESSED = DEFAULT;

-- change options of table pages
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE pages ENGINE = Aria, TRANSACTIONAL = 0;

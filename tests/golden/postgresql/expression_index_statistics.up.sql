-- Does:
--   - change index people_lower of table people
--   - change index people_mail of table people
--   - create index people_upper on table people
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change index people_lower of table people
ALTER INDEX people_lower ALTER COLUMN 1 SET STATISTICS 300;

-- change index people_mail of table people
ALTER INDEX people_mail ALTER COLUMN 2 SET STATISTICS -1;

-- create index people_upper on table people
CREATE INDEX people_upper ON people (upper(mail));
ALTER INDEX people_upper ALTER COLUMN 1 SET STATISTICS 200;

-- Does:
--   - drop index people_upper of table people
--   - change index people_mail of table people
--   - change index people_lower of table people
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop index people_upper of table people
DROP INDEX people_upper;

-- change index people_mail of table people
ALTER INDEX people_mail ALTER COLUMN 2 SET STATISTICS 500;

-- change index people_lower of table people
ALTER INDEX people_lower ALTER COLUMN 1 SET STATISTICS -1;

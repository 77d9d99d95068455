-- Does:
--   - create view totals
--   - create function totals()
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE VIEW totals AS
SELECT count(*) AS n
   FROM sales;

CREATE FUNCTION totals()
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT n FROM totals$function$;

-- Does:
--   - create aggregate product(integer)
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE AGGREGATE product(integer) (
    SFUNC = int4mul,
    STYPE = integer,
    INITCOND = '1'
);

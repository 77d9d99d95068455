-- Does:
--   - drop trigger then_b on t
--   - drop trigger first_a on t
--   - create trigger then_b on t
--   - create trigger first_a on t
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop trigger then_b on t
DROP TRIGGER then_b;

-- drop trigger first_a on t
DROP TRIGGER first_a;

CREATE TRIGGER then_b BEFORE INSERT ON t FOR EACH ROW
SET NEW.b = 'it''s';

CREATE TRIGGER first_a BEFORE INSERT ON t FOR EACH ROW FOLLOWS then_b
SET NEW.a = 1;

-- Does:
--   - drop trigger poor on rich
--   - drop view rich
--   - create view rich
--   - create trigger poor on rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop trigger poor on rich
DROP TRIGGER poor;

-- drop view rich
DROP VIEW rich;

CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 6;

CREATE TRIGGER poor INSTEAD OF DELETE ON rich BEGIN UPDATE users SET amount = 0 WHERE id = OLD.id; END;

-- Does:
--   - create view rich
--   - create trigger poor on rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE VIEW rich AS SELECT id, name FROM users WHERE amount > 5;

CREATE TRIGGER poor INSTEAD OF DELETE ON rich BEGIN UPDATE users SET amount = 0 WHERE id = OLD.id; END;

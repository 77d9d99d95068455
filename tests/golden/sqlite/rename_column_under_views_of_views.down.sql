-- Does:
--   - drop view names
--   - drop trigger renaming on named
--   - rename column users.title to name
--   - create trigger renaming on named
--   - create view names
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop view names
DROP VIEW names;

-- drop trigger renaming on named
DROP TRIGGER renaming;

-- rename column users.title to name
ALTER TABLE users RENAME COLUMN title TO name;

-- create trigger renaming on named
CREATE TRIGGER renaming INSTEAD OF UPDATE OF name ON named BEGIN
    UPDATE users SET name = new.name WHERE id = new.id;
END;

CREATE VIEW names AS SELECT name FROM named;

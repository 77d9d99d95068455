-- Does:
--   - drop view names
--   - drop trigger renaming on named
--   - rename column users.name to title
--   - create trigger renaming on named
--   - create view names
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop view names
DROP VIEW names;

-- drop trigger renaming on named
DROP TRIGGER renaming;

-- rename column users.name to title
ALTER TABLE users RENAME COLUMN name TO title;

-- create trigger renaming on named
CREATE TRIGGER renaming INSTEAD OF UPDATE OF title ON named BEGIN
    UPDATE users SET title = new.title WHERE id = new.id;
END;

CREATE VIEW names AS SELECT title FROM named;

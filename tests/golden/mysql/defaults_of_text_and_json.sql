-- object: column
-- action: alter
-- note: ALTER COLUMN can set neither NULL nor a literal there
-- before
CREATE TABLE users (id INT PRIMARY KEY, doc JSON, note TEXT, tags JSON DEFAULT (json_array()));
-- rows
INSERT INTO users (id, note) VALUES (1, 'a');
-- after
CREATE TABLE users (id INT PRIMARY KEY, doc JSON DEFAULT (json_object()), note TEXT DEFAULT ('x'), tags JSON);

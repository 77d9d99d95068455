-- object: table
-- action: rename
-- rename: a = b
-- rename: b = a
-- before
CREATE TABLE a (id INTEGER PRIMARY KEY, x INT);
CREATE TABLE b (id INTEGER PRIMARY KEY, y VARCHAR(10));
-- rows
INSERT INTO a VALUES (1, 2); INSERT INTO b VALUES (1, 'x');
-- after
CREATE TABLE b (id INTEGER PRIMARY KEY, x INT);
CREATE TABLE a (id INTEGER PRIMARY KEY, y VARCHAR(10));

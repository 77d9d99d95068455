-- object: column
-- action: rename
-- note: names that differ in letter case alone are one name to the server, which keeps the spelling
-- before
CREATE TABLE users (id INT PRIMARY KEY, Name VARCHAR(20), UNIQUE KEY by_name (Name));
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, 'bob');
-- after
CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40), UNIQUE KEY by_name (name));

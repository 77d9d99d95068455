-- object: column
-- action: alter
-- note: JSON is not kept as it was written
-- before
CREATE TABLE facts (id int NOT NULL PRIMARY KEY, value text);
-- rows
INSERT INTO facts VALUES (1, '{"b":1,"a":2}'), (2, NULL);
-- after
CREATE TABLE facts (id int NOT NULL PRIMARY KEY, value json);

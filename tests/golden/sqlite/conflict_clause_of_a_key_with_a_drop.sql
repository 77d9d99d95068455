-- object: primary key
-- action: alter
-- drop: keep
-- note: the values of a column that goes find their rows by the key that stays
-- before
CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT, floor INTEGER);
-- rows
INSERT INTO rooms VALUES (1, 'red', 3), (7, 'blue', NULL), (4, NULL, 5);
-- after
CREATE TABLE rooms (id INTEGER PRIMARY KEY ON CONFLICT REPLACE, name TEXT);

-- object: primary key
-- action: drop
-- drop: keep
-- note: the numbers that go find their rows by the key that comes
-- before
CREATE TABLE rooms (id int NOT NULL, code varchar(20) NOT NULL, floor int, PRIMARY KEY (id));
-- rows
INSERT INTO rooms VALUES (1, 'red', 3), (7, 'blue', NULL), (4, 'black', 5);
-- after
CREATE TABLE rooms (code varchar(20) NOT NULL, floor int, PRIMARY KEY (code));

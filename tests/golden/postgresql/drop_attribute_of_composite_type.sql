-- object: composite type
-- action: alter
-- note: what an attribute holds in rows goes with it; whether it may is asked for, as for a column
-- before
CREATE TYPE place AS (street text, zip text);
CREATE TABLE users (id integer PRIMARY KEY, places place[]);
-- rows
INSERT INTO users VALUES (1, ARRAY[ROW('a', '1')]::place[]), (2, NULL);
-- after
CREATE TYPE place AS (street text);
CREATE TABLE users (id integer PRIMARY KEY, places place[]);

-- object: sequence
-- action: depend
-- note: a column lets go of its own, which counts on
-- before
CREATE TABLE users (id serial PRIMARY KEY, name text);
CREATE SEQUENCE tickets AS integer;
CREATE TABLE orders (id integer DEFAULT nextval('tickets') NOT NULL PRIMARY KEY);
ALTER SEQUENCE tickets OWNED BY orders.id;
-- rows
INSERT INTO users (name) VALUES ('ann'), (NULL);
INSERT INTO orders VALUES (DEFAULT);
-- after
CREATE SEQUENCE users_id_seq AS integer;
CREATE TABLE users (id integer DEFAULT nextval('users_id_seq') NOT NULL PRIMARY KEY, name text);
CREATE SEQUENCE tickets;
CREATE TABLE orders (id integer DEFAULT nextval('tickets') NOT NULL PRIMARY KEY);

-- object: sequence
-- action: depend
-- note: of a serial column, and the default of other tables: it is there before them, and goes after them
-- before
CREATE TABLE accounts (id integer PRIMARY KEY);
-- rows
INSERT INTO accounts VALUES (1);
-- after
CREATE TABLE zettel (id serial PRIMARY KEY, note text);
CREATE TABLE accounts (id integer DEFAULT nextval('zettel_id_seq') PRIMARY KEY);
CREATE TABLE archive (id bigint DEFAULT nextval('zettel_id_seq') PRIMARY KEY, gone timestamptz);

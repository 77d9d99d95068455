-- object: primary key
-- action: create
-- note: with storage parameters of its index
-- before
CREATE TABLE cold (id integer);
-- after
CREATE TABLE cold (id integer, CONSTRAINT cold_pkey PRIMARY KEY (id) WITH (fillfactor=90));
CREATE TABLE hot (id integer, during int4range, CONSTRAINT hot_pkey PRIMARY KEY (id) WITH (fillfactor=70), CONSTRAINT hot_during EXCLUDE USING gist (during WITH &&) WITH (fillfactor=75));

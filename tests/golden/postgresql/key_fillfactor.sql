-- object: primary key
-- action: alter
-- note: storage parameters of the indexes of keys
-- before
CREATE TABLE hot (id integer, code text, place text, CONSTRAINT hot_pkey PRIMARY KEY (id) WITH (fillfactor=70), CONSTRAINT hot_code UNIQUE (code));
-- rows
INSERT INTO hot VALUES (1, 'a', 'x');
-- after
CREATE TABLE hot (id integer, code text, place text, CONSTRAINT hot_pkey PRIMARY KEY (id), CONSTRAINT hot_code UNIQUE (code) WITH (fillfactor=80), CONSTRAINT hot_place UNIQUE (place) WITH (fillfactor=60, deduplicate_items=off));

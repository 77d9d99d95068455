-- object: primary key
-- action: alter
-- note: the remark of its index, beside its own
-- before
CREATE TABLE hot (id integer CONSTRAINT hot_pkey PRIMARY KEY, code text CONSTRAINT hot_code UNIQUE);
COMMENT ON INDEX hot_pkey IS 'old';
COMMENT ON CONSTRAINT hot_pkey ON hot IS 'the key';
-- rows
INSERT INTO hot VALUES (1, 'a');
-- after
CREATE TABLE hot (id integer CONSTRAINT hot_pkey PRIMARY KEY, code text CONSTRAINT hot_code UNIQUE);
COMMENT ON INDEX hot_pkey IS 'new';
COMMENT ON CONSTRAINT hot_pkey ON hot IS 'the key';
COMMENT ON INDEX hot_code IS 'its index';

-- object: domain
-- action: alter
-- note: whole numbers come back as they were, also in a domain over it
-- before
CREATE DOMAIN amount AS integer CHECK (VALUE >= 0);
CREATE DOMAIN small_amount AS amount CHECK (VALUE < 1000);
CREATE TABLE lines (id integer PRIMARY KEY, amount amount DEFAULT 1, small small_amount DEFAULT 5);
-- rows
INSERT INTO lines VALUES (1, 7, 8), (2, NULL, NULL);
-- after
CREATE DOMAIN amount AS numeric(8,2) CHECK (VALUE >= 0);
CREATE DOMAIN small_amount AS amount CHECK (VALUE < 1000);
CREATE TABLE lines (id integer PRIMARY KEY, amount amount DEFAULT 1, small small_amount DEFAULT 5.5);

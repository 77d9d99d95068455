-- object: domain
-- action: alter
-- note: a default that calls a function of the domain lets go of it while the domain is made anew
-- before
CREATE DOMAIN price AS integer CHECK (VALUE > 0);
CREATE FUNCTION first_price() RETURNS price LANGUAGE sql IMMUTABLE AS $$ SELECT 7::price $$;
CREATE TABLE users (id integer PRIMARY KEY, price price DEFAULT first_price(), prices price[] DEFAULT ARRAY[first_price()]);
-- rows
INSERT INTO users (id) VALUES (1);
INSERT INTO users VALUES (2, 8, '{3,4}');
-- after
CREATE DOMAIN price AS bigint CHECK (VALUE > 0);
CREATE FUNCTION first_price() RETURNS price LANGUAGE sql IMMUTABLE AS $$ SELECT 7::price $$;
CREATE TABLE users (id integer PRIMARY KEY, price price DEFAULT first_price(), prices price[] DEFAULT ARRAY[first_price()]);

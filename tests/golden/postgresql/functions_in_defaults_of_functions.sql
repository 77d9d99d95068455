-- object: function
-- action: alter
-- note: functions that others have in defaults of arguments, up to a default of a column, change together
-- before
CREATE FUNCTION first() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$;
CREATE FUNCTION second(x integer DEFAULT first()) RETURNS integer LANGUAGE sql AS $$ SELECT x + 1 $$;
CREATE FUNCTION third(x integer DEFAULT second()) RETURNS integer LANGUAGE sql AS $$ SELECT x + 1 $$;
CREATE TABLE users (id integer PRIMARY KEY, number integer DEFAULT third(), CHECK (number > first()));
-- rows
INSERT INTO users VALUES (1, 7);
INSERT INTO users (id) VALUES (2);
-- after
CREATE FUNCTION first() RETURNS text LANGUAGE sql AS $$ SELECT '1' $$;
CREATE FUNCTION second(x text DEFAULT first()) RETURNS text LANGUAGE sql AS $$ SELECT x || '1' $$;
CREATE FUNCTION third(x text DEFAULT second()) RETURNS text LANGUAGE sql AS $$ SELECT x || '1' $$;
CREATE TABLE users (id integer PRIMARY KEY, number text DEFAULT third(), CHECK (number > first()));

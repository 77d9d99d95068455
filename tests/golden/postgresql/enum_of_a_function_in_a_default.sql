-- object: enum type
-- action: alter
-- note: a default that calls a function of the type lets go of it while the type is made anew
-- before
CREATE TYPE level AS ENUM ('low', 'high', 'gone');
CREATE FUNCTION first_level() RETURNS level LANGUAGE sql IMMUTABLE AS $$ SELECT 'low'::level $$;
CREATE TABLE users (
    id integer PRIMARY KEY,
    level level DEFAULT first_level(),
    other level DEFAULT coalesce(first_level(), 'gone'::level),
    CHECK (level <> 'high'::level OR id > 0)
);
-- rows
INSERT INTO users (id) VALUES (1);
INSERT INTO users VALUES (2, 'high', 'high');
-- after
CREATE TYPE level AS ENUM ('lower', 'low', 'high', 'max');
CREATE FUNCTION first_level() RETURNS level LANGUAGE sql IMMUTABLE AS $$ SELECT 'low'::level $$;
CREATE TABLE users (
    id integer PRIMARY KEY,
    level level NOT NULL DEFAULT first_level(),
    other level DEFAULT coalesce(first_level(), 'max'::level),
    CHECK (level <> 'max'::level OR id > 0)
);

-- object: function
-- action: depend
-- note: one with more arguments takes the place of one that checks, indexes, computed columns, defaults and views call
-- before
CREATE FUNCTION label(n text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(n) $$;
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text CHECK (label(name) <> ''),
    shown text GENERATED ALWAYS AS (label(name)) STORED,
    kind text DEFAULT label('plain')
);
CREATE INDEX users_label ON users (label(name));
CREATE VIEW labels AS SELECT id, label(name) AS label FROM users;
-- rows
INSERT INTO users VALUES (1, 'ann'), (2, NULL);
-- after
CREATE FUNCTION label(n text, times integer DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(repeat(n, times)) $$;
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text CHECK (label(name) <> ''),
    shown text GENERATED ALWAYS AS (label(name)) STORED,
    kind text DEFAULT label('plain')
);
CREATE INDEX users_label ON users (label(name));
CREATE VIEW labels AS SELECT id, label(name) AS label FROM users;

-- object: function
-- action: depend
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    first_name text,
    nick varchar(20)
);
CREATE FUNCTION shown(users) RETURNS text LANGUAGE sql STABLE AS $$ SELECT coalesce($1.nick, $1.first_name) $$;
-- rows
INSERT INTO users (id, first_name, nick) VALUES (1, 'ann', 'a'), (2, 'bob', NULL);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    first_name text,
    title text
);
CREATE FUNCTION shown(users) RETURNS text LANGUAGE sql STABLE AS $$ SELECT coalesce($1.title, $1.first_name) $$;

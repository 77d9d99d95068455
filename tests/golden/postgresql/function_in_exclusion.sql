-- object: function
-- action: depend
-- note: an exclusion constraint that calls it steps aside while it is made anew
-- before
CREATE FUNCTION alive(s text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT s <> 'dead' $$;
CREATE TABLE users (id integer PRIMARY KEY, state text, span int4range,
    CONSTRAINT apart EXCLUDE USING gist (span WITH &&) WHERE (alive(state)));
-- rows
INSERT INTO users VALUES (1, 'ok', '[1,3)'), (2, 'dead', '[1,3)');
-- after
CREATE FUNCTION alive(s text, other text DEFAULT 'gone') RETURNS boolean LANGUAGE sql IMMUTABLE
    AS $$ SELECT s <> 'dead' AND s <> other $$;
CREATE TABLE users (id integer PRIMARY KEY, state text, span int4range,
    CONSTRAINT apart EXCLUDE USING gist (span WITH &&) WHERE (alive(state)));

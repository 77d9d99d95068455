-- object: procedure
-- action: drop
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE PROCEDURE reset(who integer) LANGUAGE plpgsql AS $$
BEGIN
    UPDATE users SET amount = 0 WHERE id = who;
END;
$$;
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);

-- object: event trigger
-- action: alter
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE NOTICE 'done: %', tg_tag; END $$;
CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('DROP TABLE', 'CREATE TABLE') EXECUTE FUNCTION watch();
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE NOTICE 'done: %', tg_tag; END $$;
CREATE EVENT TRIGGER watching ON sql_drop EXECUTE FUNCTION watch();

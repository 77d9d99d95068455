-- object: trigger
-- action: alter
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name := coalesce(NEW.name, 'nobody');
    RETURN NEW;
END;
$$;
CREATE TRIGGER users_stamp BEFORE INSERT OR UPDATE OF amount ON users
FOR EACH ROW WHEN (NEW.amount > 1) EXECUTE FUNCTION stamp();
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name := coalesce(NEW.name, 'nobody');
    RETURN NEW;
END;
$$;
CREATE TRIGGER users_stamp BEFORE INSERT OR UPDATE OF amount ON users
FOR EACH ROW WHEN (NEW.amount > 2) EXECUTE FUNCTION stamp();

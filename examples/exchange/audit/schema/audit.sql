-- The whole schema of the database audit; nothing of the program maps it to objects.
CREATE TYPE severity AS ENUM ('info', 'notice', 'alarm');

CREATE TABLE event_types (
    code varchar(40) PRIMARY KEY CHECK (code = lower(code)),
    severity severity NOT NULL DEFAULT 'info',
    description text NOT NULL
);

CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type varchar(40) NOT NULL REFERENCES event_types (code),
    actor uuid,
    amount numeric(20, 8) CHECK (amount <> 0),
    details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),
    at timestamptz NOT NULL DEFAULT now(),
    currency varchar(10),
    CONSTRAINT events_money_check CHECK ((amount IS NULL) = (currency IS NULL))
);
CREATE INDEX events_by_actor ON events (actor, at DESC) WHERE actor IS NOT NULL;

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are only ever added' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER events_refuse BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse();

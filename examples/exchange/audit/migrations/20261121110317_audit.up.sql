-- 20261121110317_audit (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - create enum severity (info, notice, alarm)
--   - create table event_types
--   - create table events
--   - create function refuse()
--   - create trigger events_refuse on events
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE TYPE severity AS ENUM ('info', 'notice', 'alarm');

CREATE TABLE event_types (
    code character varying(40) NOT NULL,
    severity severity DEFAULT 'info' NOT NULL,
    description text NOT NULL,
    CONSTRAINT event_types_pkey PRIMARY KEY (code),
    CONSTRAINT event_types_code_check CHECK ((code)::text = lower((code)::text))
);

-- create table events
CREATE TABLE events (
    id bigint GENERATED ALWAYS AS IDENTITY,
    type character varying(40) NOT NULL,
    actor uuid,
    amount numeric(20,8),
    details jsonb DEFAULT '{}' NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT events_pkey PRIMARY KEY (id),
    CONSTRAINT events_amount_check CHECK (amount <> (0)::numeric),
    CONSTRAINT events_details_check CHECK (jsonb_typeof(details) = 'object'::text),
    CONSTRAINT events_type_fkey FOREIGN KEY (type) REFERENCES event_types (code)
);
CREATE INDEX events_by_actor ON events (actor, at DESC) WHERE actor IS NOT NULL;

-- create function refuse()
CREATE FUNCTION refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'events are only ever added' USING ERRCODE = 'insufficient_privilege';
END
$function$;

CREATE TRIGGER events_refuse
    BEFORE DELETE OR UPDATE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse();

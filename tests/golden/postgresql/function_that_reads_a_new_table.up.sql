-- Does:
--   - create table logs
--   - create function log_count()
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE TABLE logs (
    id integer NOT NULL,
    line text,
    CONSTRAINT logs_pkey PRIMARY KEY (id)
);

CREATE FUNCTION log_count()
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$ SELECT count(*) FROM logs $function$;

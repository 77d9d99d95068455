-- 20261121110314_users (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - create extension citext
--   - create table users
--   - create function touch()
--   - create trigger users_touch on users
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE EXTENSION citext;

-- create table users
CREATE TABLE users (
    email citext NOT NULL,
    password_hash character varying(255) NOT NULL,
    full_name character varying(255),
    deleted_at timestamp with time zone,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT ck_users_email CHECK (POSITION(('@'::text) IN (email)) > 1)
);
CREATE INDEX ix_users_created_at ON users (created_at);

CREATE UNIQUE INDEX uq_users_email_active ON users (email) WHERE deleted_at IS NULL;

CREATE FUNCTION touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN NEW.updated_at := now(); RETURN NEW; END$function$;

CREATE TRIGGER users_touch
    BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION touch();

CREATE SCHEMA app;
CREATE SCHEMA "Odd";
CREATE TABLE public.users (id integer PRIMARY KEY);
CREATE TABLE app.users (id integer PRIMARY KEY, n integer);
CREATE SEQUENCE public.sq;
INSERT INTO app.users VALUES (1,1);
-- becomes
CREATE TABLE public.users (id integer PRIMARY KEY);
CREATE TABLE app.users (id integer PRIMARY KEY, n integer);
CREATE SEQUENCE public.sq;
CREATE TABLE "Odd"."T x" (id integer PRIMARY KEY);
CREATE FUNCTION app.f() RETURNS trigger LANGUAGE plpgsql SET search_path = app, public AS $$
-- don't
BEGIN INSERT INTO PUBLIC.users VALUES (nextval('public.sq')); INSERT INTO "public".users VALUES (nextval('public.sq')); EXECUTE 'INSERT INTO "Odd"."T x" VALUES (nextval(''public.sq''))'; RETURN NEW; END $$;
CREATE TRIGGER t AFTER INSERT ON app.users FOR EACH ROW EXECUTE FUNCTION app.f();
CREATE VIEW public.v AS SELECT u.id, a.n FROM public.users u JOIN app.users a USING (id);
CREATE VIEW "Odd"."V w" AS SELECT * FROM public.v JOIN "Odd"."T x" USING (id);
CREATE FUNCTION g() RETURNS bigint LANGUAGE sql SET search_path TO 'app' AS 'SELECT count(*) FROM app.users, public.users';

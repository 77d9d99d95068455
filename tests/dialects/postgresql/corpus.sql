CREATE SCHEMA app;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'Happy');
CREATE TYPE app.level AS ENUM ('low', 'high');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN app.code AS varchar(5) COLLATE "C" DEFAULT 'a' NOT NULL CONSTRAINT "is short" CHECK (length(VALUE) < 5) CONSTRAINT no_x CHECK (VALUE <> 'x');
CREATE DOMAIN positives AS positive[] CHECK (array_length(VALUE, 1) < 9);
CREATE DOMAIN stamp AS timestamptz(3) DEFAULT now();
COMMENT ON DOMAIN positive IS 'more than nothing';
COMMENT ON CONSTRAINT no_x ON DOMAIN app.code IS 'no x';
CREATE TYPE point3 AS (x double precision, "Y" numeric(6,2), tags text[], level app.level);
COMMENT ON TYPE point3 IS 'in space';
COMMENT ON COLUMN point3."Y" IS 'up';
CREATE TYPE app.nested AS (p point3, c app.code);
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE app.text_range AS RANGE (subtype = text, collation = "C");
CREATE COLLATION plain (lc_collate = 'C', lc_ctype = 'POSIX');
CREATE SEQUENCE numbers INCREMENT 5;
CREATE FUNCTION is_even(integer) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS 'SELECT $1 % 2 = 0';
CREATE FUNCTION next_number() RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT nextval('public.numbers') $$;
CREATE TABLE people (
    id bigint PRIMARY KEY DEFAULT next_number(),
    name text COLLATE plain NOT NULL,
    mood mood DEFAULT 'sad',
    age positive,
    many positives,
    spot point3,
    span float_range,
    shoes integer CHECK (is_even(shoes)),
    twice integer GENERATED ALWAYS AS (shoes * 2) STORED,
    more hstore,
    at stamp
);
CREATE INDEX people_even ON people ((is_even(shoes))) WHERE is_even(shoes);
CREATE TABLE app.notes (id serial PRIMARY KEY, person bigint REFERENCES people, body text, code app.code, at timestamptz);
CREATE TABLE events (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE VIEW simple AS SELECT id, name FROM people;
CREATE VIEW renamed (a, "B c") AS SELECT id, name FROM people;
CREATE VIEW joined AS SELECT p.name, n.body, n.at FROM people p LEFT JOIN app.notes n ON n.person = p.id AND n.at > now() - interval '1 day';
CREATE VIEW grouped AS SELECT mood, count(*) FILTER (WHERE age > 3) AS n, string_agg(name, ', ' ORDER BY name DESC NULLS LAST) AS names FROM people GROUP BY GROUPING SETS ((mood), ()) HAVING count(*) > 0;
CREATE VIEW windowed AS SELECT id, row_number() OVER w AS place, lag(name, 1, 'x') OVER w AS last FROM people WINDOW w AS (PARTITION BY mood ORDER BY age ROWS BETWEEN 1 PRECEDING AND CURRENT ROW);
CREATE VIEW with_query AS WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n, 'it''s' AS word, E'a\\b' AS slash FROM t;
CREATE VIEW unions AS (SELECT 1 AS a UNION SELECT 2) EXCEPT SELECT 3 ORDER BY a LIMIT 5;
CREATE VIEW lateral_one AS SELECT p.id, l.* FROM people p CROSS JOIN LATERAL (SELECT n.body FROM app.notes n WHERE n.person = p.id LIMIT 1) l;
CREATE VIEW casts AS SELECT id::text AS id, 'sad'::mood AS m, ARRAY[1, 2]::bigint[] AS a, ROW(1, 'x')::text AS r, (spot).x, now() AT TIME ZONE 'UTC' AS at, CASE WHEN age > 5 THEN 'old' END AS word, COALESCE(name, 'none') AS name FROM people;
CREATE VIEW app.of_views AS SELECT s.id, r."B c" FROM simple s JOIN renamed r ON r.a = s.id WHERE EXISTS (SELECT FROM joined j WHERE j.name = s.name);
CREATE VIEW "Quoted View" AS SELECT id AS "Id", name AS "select" FROM people;
CREATE VIEW checked WITH (security_barrier = true) AS SELECT id, age FROM people WHERE age > 1 WITH CASCADED CHECK OPTION;
CREATE VIEW no_columns AS SELECT FROM people;
ALTER VIEW simple ALTER COLUMN name SET DEFAULT 'anon';
COMMENT ON VIEW simple IS 'the simple one';
COMMENT ON COLUMN simple.name IS 'their name';
CREATE MATERIALIZED VIEW counted AS SELECT mood, count(*) AS n FROM people GROUP BY mood;
CREATE UNIQUE INDEX counted_mood ON counted (mood);
CREATE INDEX "counted N" ON counted USING btree (n DESC NULLS LAST) WHERE n > 1;
CREATE MATERIALIZED VIEW app.lazy WITH (fillfactor = 80) AS SELECT * FROM counted WITH NO DATA;
COMMENT ON MATERIALIZED VIEW counted IS 'by mood';
CREATE FUNCTION add(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT a + b $$;
CREATE FUNCTION add(a text, b text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT a || b $$;
CREATE FUNCTION app.add(VARIADIC items integer[]) RETURNS bigint LANGUAGE sql AS $$ SELECT sum(i) FROM unnest(items) i $$;
CREATE FUNCTION outs(IN a integer, OUT b integer, OUT c text) LANGUAGE plpgsql AS $body$ BEGIN b := a; c := 'it''s $$ fine'; END $body$;
CREATE FUNCTION rows_of() RETURNS TABLE (id bigint, word text) LANGUAGE sql STABLE ROWS 7 COST 3 AS $$ SELECT id, name FROM public.people $$;
CREATE FUNCTION people_of(m mood) RETURNS SETOF people LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp SET work_mem = '4MB' AS $$ SELECT * FROM people WHERE mood = m $$;
CREATE FUNCTION is_odd(n integer) RETURNS boolean LANGUAGE sql AS $$ SELECT CASE WHEN n = 0 THEN false ELSE is_even_slow(n - 1) END $$;
CREATE FUNCTION is_even_slow(n integer) RETURNS boolean LANGUAGE sql AS $$ SELECT CASE WHEN n = 0 THEN true ELSE is_odd(n - 1) END $$;
CREATE FUNCTION "Odd Name"("Arg" integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- don't look; public.people
    /* nor here: ' */
    PERFORM "Arg";
    EXECUTE 'INSERT INTO app.notes (body) VALUES (''x'')';
END
$$;
CREATE FUNCTION atomic(n bigint) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM people WHERE id > n; END;
COMMENT ON FUNCTION add(text, text) IS 'joins';
CREATE PROCEDURE tidy(IN days integer DEFAULT 7) LANGUAGE plpgsql AS $$ BEGIN DELETE FROM app.notes WHERE at < now() - make_interval(days => days); END $$;
CREATE PROCEDURE app.swap(INOUT a integer, INOUT b integer) LANGUAGE plpgsql AS $$ DECLARE c integer := a; BEGIN a := b; b := c; END $$;
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE);
CREATE AGGREGATE app.joined(text) (SFUNC = textcat, STYPE = text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := now(); RETURN NEW; END $$;
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.notes (body) VALUES (TG_ARGV[0]); RETURN NULL; END $$;
CREATE TRIGGER touched BEFORE UPDATE OF name, mood ON people FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION touch();
CREATE TRIGGER noted AFTER INSERT OR DELETE OR TRUNCATE ON people FOR EACH STATEMENT EXECUTE FUNCTION note('it''s', 'two');
CREATE TRIGGER "Old and new" AFTER UPDATE ON people REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION note('x');
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON app.notes DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note('late');
CREATE TRIGGER on_view INSTEAD OF INSERT OR UPDATE ON simple FOR EACH ROW EXECUTE FUNCTION note('view');
CREATE TRIGGER on_parts AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION note('part');
ALTER TABLE people DISABLE TRIGGER noted;
COMMENT ON TRIGGER touched ON people IS 'when';
CREATE RULE no_delete AS ON DELETE TO people WHERE OLD.age > 100 DO INSTEAD NOTHING;
CREATE RULE two_things AS ON INSERT TO renamed DO INSTEAD (INSERT INTO people (id, name) VALUES (NEW.a, NEW."B c"); INSERT INTO app.notes (body) VALUES ('y'));
COMMENT ON RULE no_delete ON people IS 'old ones stay';
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON people USING (age > 0);
CREATE POLICY own ON people AS RESTRICTIVE FOR UPDATE TO CURRENT_USER USING (name = CURRENT_USER) WITH CHECK (mood <> 'sad' AND EXISTS (SELECT FROM app.notes n WHERE n.person = people.id));
CREATE POLICY added ON app.notes FOR INSERT TO public WITH CHECK (body IS NOT NULL);
COMMENT ON POLICY own ON people IS 'mine';
CREATE STATISTICS people_stats (ndistinct, dependencies) ON mood, age FROM people;
CREATE STATISTICS app.notes_stats (mcv) ON person, (lower(body)) FROM app.notes;
CREATE VIEW grown AS SELECT id, age FROM people WHERE age >= 18 WITH CASCADED CHECK OPTION;
CREATE FUNCTION half(n numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT n / 2 $$;
CREATE FUNCTION app.names() RETURNS SETOF text LANGUAGE sql STABLE ROWS 10 AS $$ SELECT name FROM people $$;
CREATE DOMAIN app.percent AS integer DEFAULT 0 CONSTRAINT in_range CHECK (VALUE BETWEEN 0 AND 100);
CREATE TYPE app.span AS RANGE (subtype = integer);

CREATE TABLE users (id bigint PRIMARY KEY, name text, n integer);
CREATE TABLE audit (id serial, what text);
INSERT INTO users SELECT i, 'n'||i, i FROM generate_series(1,3) i;
CREATE VIEW v AS SELECT id, name, n FROM users;
CREATE VIEW w AS SELECT id, name, n FROM v WHERE n > 0;
COMMENT ON VIEW w IS 'w';
COMMENT ON COLUMN w.n IS 'n';
CREATE MATERIALIZED VIEW mv AS SELECT n, count(*) AS c FROM w GROUP BY n;
CREATE UNIQUE INDEX mv_n ON mv (n);
CREATE FUNCTION log_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit (what) VALUES ('x'); RETURN NEW; END $$;
CREATE TRIGGER tr AFTER INSERT OR UPDATE OF n ON users FOR EACH ROW WHEN (NEW.n <> 3) EXECUTE FUNCTION log_it();
CREATE TRIGGER tv INSTEAD OF INSERT ON w FOR EACH ROW EXECUTE FUNCTION log_it();
CREATE RULE r AS ON DELETE TO users WHERE old.n = 5 DO INSTEAD NOTHING;
CREATE POLICY pol ON users FOR SELECT USING (n > 0);
CREATE FUNCTION cnt(x bigint) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM users WHERE n = x; END;
-- becomes
CREATE TABLE users (id bigint PRIMARY KEY, name text);
CREATE TABLE audit (id serial, what text);
CREATE VIEW v AS SELECT id, name FROM users;

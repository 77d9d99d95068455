-- object: materialized view
-- action: alter
-- before
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE MATERIALIZED VIEW totals AS
SELECT name, sum(amount) AS total FROM users GROUP BY name;
-- rows
INSERT INTO users VALUES (1, 'ann', 7), (2, NULL, 0);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    name text,
    amount integer DEFAULT 0 NOT NULL
);
CREATE MATERIALIZED VIEW totals AS
SELECT name, sum(amount) AS total FROM users GROUP BY name;
CREATE INDEX totals_total ON totals (total);

CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(a text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE VIEW v AS SELECT f(1), f('x'::text) AS g;
-- becomes
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(a text) RETURNS bigint LANGUAGE sql AS 'SELECT 2::bigint';
CREATE FUNCTION f(a text, b integer DEFAULT 2) RETURNS bigint LANGUAGE sql AS 'SELECT 3::bigint';
CREATE VIEW v AS SELECT f(1), f('x'::text, 3) AS g;

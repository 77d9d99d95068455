CREATE EXTENSION citext;
CREATE TABLE t (c citext);
-- becomes
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE t (c citext, d citext);

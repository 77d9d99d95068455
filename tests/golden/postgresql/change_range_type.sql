-- object: range type
-- action: alter
-- note: its multirange type goes and comes with it, and so do indexes that a text cannot have
-- before
CREATE TYPE span AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TYPE "Price range" AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = prices);
CREATE TABLE users (id integer PRIMARY KEY, span span, spans span_multirange, prices prices, list "Price range"[],
    EXCLUDE USING gist (span WITH &&));
CREATE INDEX users_span ON users USING gist (span);
-- rows
INSERT INTO users VALUES (1, '[1,3)', '{[1,2),[4,6)}', '{[1,2)}', '{"[1,2)"}'), (2, NULL, NULL, NULL, NULL);
-- after
CREATE TYPE span AS RANGE (SUBTYPE = numeric);
CREATE TYPE "Price range" AS RANGE (SUBTYPE = bigint, MULTIRANGE_TYPE_NAME = prices);
CREATE TABLE users (id integer PRIMARY KEY, span span, spans span_multirange, prices prices, list "Price range"[],
    EXCLUDE USING gist (span WITH &&));
CREATE INDEX users_span ON users USING gist (span);

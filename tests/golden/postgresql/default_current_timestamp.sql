-- object: column default
-- action: create
-- note: `CURRENT_TIMESTAMP` and `now()` are made as they are written, and one is no change of the other
-- before
CREATE TABLE a (id integer PRIMARY KEY, made timestamptz DEFAULT now(), other timestamptz DEFAULT CURRENT_TIMESTAMP);
-- rows
INSERT INTO a VALUES (1, '2020-01-01 00:00:00+00', '2020-01-01 00:00:00+00');
-- after
CREATE TABLE a (id integer PRIMARY KEY, made timestamptz DEFAULT CURRENT_TIMESTAMP, other timestamptz DEFAULT now(),
    changed timestamptz DEFAULT CURRENT_TIMESTAMP, seen timestamptz NOT NULL DEFAULT now());
CREATE TABLE b (
    id integer PRIMARY KEY,
    a timestamptz DEFAULT CURRENT_TIMESTAMP,
    b timestamptz DEFAULT now(),
    c timestamptz DEFAULT transaction_timestamp(),
    d date DEFAULT CURRENT_DATE,
    e timestamp DEFAULT LOCALTIMESTAMP,
    f timestamp DEFAULT (now() AT TIME ZONE 'utc'),
    g timestamp DEFAULT timezone('utc', now())
);

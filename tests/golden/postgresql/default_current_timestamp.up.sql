-- Does:
--   - add column a.changed
--   - add column a.seen
--   - create table b
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- add column a.changed
ALTER TABLE a ADD COLUMN changed timestamp with time zone DEFAULT CURRENT_TIMESTAMP;

-- add column a.seen
ALTER TABLE a ADD COLUMN seen timestamp with time zone DEFAULT now() NOT NULL;

CREATE TABLE b (
    id integer NOT NULL,
    a timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    b timestamp with time zone DEFAULT now(),
    c timestamp with time zone DEFAULT transaction_timestamp(),
    d date DEFAULT CURRENT_DATE,
    e timestamp without time zone DEFAULT LOCALTIMESTAMP,
    f timestamp without time zone DEFAULT (now() AT TIME ZONE 'utc'::text),
    g timestamp without time zone DEFAULT timezone('utc'::text, now()),
    CONSTRAINT b_pkey PRIMARY KEY (id)
);

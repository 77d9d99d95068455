-- Does:
--   - change sequence zettel_id_seq
--   - drop table zettel (its rows are lost)
--   - drop table archive (its rows are lost)
--   - change column accounts.id: default nextval('zettel_id_seq'::regclass) to none
--   - drop sequence zettel_id_seq
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- change sequence zettel_id_seq
ALTER SEQUENCE zettel_id_seq OWNED BY NONE;

-- drop table zettel (its rows are lost)
DROP TABLE zettel;

-- drop table archive (its rows are lost)
DROP TABLE archive;

-- change column accounts.id: default nextval('zettel_id_seq'::regclass) to none
ALTER TABLE accounts ALTER COLUMN id DROP DEFAULT;

-- drop sequence zettel_id_seq
DROP SEQUENCE zettel_id_seq;

-- Does:
--   - create sequence zettel_id_seq
--   - change column accounts.id: default none to nextval('zettel_id_seq'::regclass)
--   - create table archive
--   - create table zettel
--   - change sequence zettel_id_seq
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE SEQUENCE zettel_id_seq AS integer;

-- change column accounts.id: default none to nextval('zettel_id_seq'::regclass)
ALTER TABLE accounts ALTER COLUMN id SET DEFAULT nextval('zettel_id_seq'::regclass);

CREATE TABLE archive (
    id bigint DEFAULT nextval('zettel_id_seq'::regclass) NOT NULL,
    gone timestamp with time zone,
    CONSTRAINT archive_pkey PRIMARY KEY (id)
);

CREATE TABLE zettel (
    id integer DEFAULT nextval('zettel_id_seq'::regclass) NOT NULL,
    note text,
    CONSTRAINT zettel_pkey PRIMARY KEY (id)
);

-- change sequence zettel_id_seq
ALTER SEQUENCE zettel_id_seq OWNED BY zettel.id;

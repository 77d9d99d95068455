-- 20261121110316_pairs (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - create table currency_pairs
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE TABLE currency_pairs (
    base character varying(10) NOT NULL,
    quote character varying(10) NOT NULL,
    "precision" smallint DEFAULT 8 NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    CONSTRAINT pk_currency_pairs PRIMARY KEY (base, quote),
    CONSTRAINT ck_currency_pairs_different CHECK ((base)::text <> (quote)::text),
    CONSTRAINT ck_currency_pairs_precision CHECK (("precision" >= 0) AND ("precision" <= 8))
);

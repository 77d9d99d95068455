-- becomes
CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE t (a text COLLATE ci);
CREATE DOMAIN dd AS text COLLATE ci;
COMMENT ON COLLATION ci IS 'c';

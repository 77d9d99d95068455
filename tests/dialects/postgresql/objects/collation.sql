-- becomes
CREATE COLLATION ci (lc_collate = 'C', lc_ctype = 'POSIX');
CREATE TABLE t (a text COLLATE ci);
CREATE DOMAIN dd AS text COLLATE ci;
COMMENT ON COLLATION ci IS 'c';

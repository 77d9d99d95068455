-- Names are searched by trigrams, and an index by them needs the extension to be there.
CREATE EXTENSION pg_trgm;

-- object: partition
-- action: drop
-- note: what points at the whole goes before its partitions
-- drop: keep
-- before
CREATE TABLE h (id int PRIMARY KEY, n text COLLATE "C") PARTITION BY HASH (id);
CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0) WITH (fillfactor=70);
CREATE TABLE h1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE c (id int REFERENCES h);
-- after

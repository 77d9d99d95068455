-- object: partition
-- action: alter
-- note: a view of a partition stands in the way of what is done to the whole
-- drop: keep
-- before
CREATE TABLE ev (id int, k text NOT NULL, v int) PARTITION BY LIST (k);
CREATE TABLE ev_a PARTITION OF ev FOR VALUES IN ('a', 'it''s');
CREATE VIEW vv AS SELECT v FROM ev;
CREATE VIEW va AS SELECT v FROM ev_a;
-- rows
INSERT INTO ev VALUES (1,'a',1);
-- after
CREATE TABLE ev (id int, k text NOT NULL, v bigint) PARTITION BY LIST (k);
CREATE TABLE ev_a PARTITION OF ev FOR VALUES IN ('a', 'it''s');
CREATE VIEW vv AS SELECT v FROM ev;
CREATE VIEW va AS SELECT v FROM ev_a;

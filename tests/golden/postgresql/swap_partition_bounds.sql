-- object: partition
-- action: alter
-- note: bounds that change hands are let go of before they are taken
-- drop: keep
-- before
CREATE TABLE events (id integer NOT NULL, day integer NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE archive (id integer NOT NULL, day integer NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE p1 PARTITION OF events FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF events FOR VALUES FROM (10) TO (20);
CREATE TABLE p3 PARTITION OF events FOR VALUES FROM (20) TO (30);
CREATE TABLE p4 PARTITION OF events FOR VALUES FROM (30) TO (40);
-- rows
INSERT INTO events VALUES (1, 5), (2, 25);
-- after
CREATE TABLE events (id integer NOT NULL, day integer NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE archive (id integer NOT NULL, day integer NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE p1 PARTITION OF archive FOR VALUES FROM (1) TO (10);
CREATE TABLE p2 PARTITION OF events FOR VALUES FROM (1) TO (10);
CREATE TABLE p4 PARTITION OF events FOR VALUES FROM (20) TO (30);

-- object: partition
-- action: alter
-- note: a partition that is dropped lets go of its bounds before another is made with them
-- drop: keep
-- before
CREATE TABLE events (id integer NOT NULL, day integer NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE p1 PARTITION OF events FOR VALUES FROM (1) TO (10);
-- rows
INSERT INTO events VALUES (1, 5);
-- after
CREATE TABLE events (id integer NOT NULL, day integer NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE january PARTITION OF events FOR VALUES FROM (1) TO (5);
CREATE TABLE february PARTITION OF events FOR VALUES FROM (5) TO (10);

-- object: table
-- action: alter
-- note: what only InnoDB knows goes before it, and comes with it
-- before
CREATE TABLE pages (id int PRIMARY KEY, body text) ENGINE=InnoDB PAGE_COMPRESSED=1;
CREATE TABLE logs (id int PRIMARY KEY) ENGINE=Aria TRANSACTIONAL=1 PAGE_CHECKSUM=1;
-- rows
INSERT INTO pages VALUES (1, 'x'), (2, NULL);
INSERT INTO logs VALUES (1);
-- after
CREATE TABLE pages (id int PRIMARY KEY, body text) ENGINE=Aria TRANSACTIONAL=0;
CREATE TABLE logs (id int PRIMARY KEY) ENGINE=InnoDB;

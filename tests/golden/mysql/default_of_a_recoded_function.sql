-- object: column
-- action: alter
-- note: the server says now and then that it recodes what UUID() gives
-- before
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, code VARCHAR(40) DEFAULT (uuid()), n INT);
-- rows
INSERT INTO t VALUES (1, 'a', 1), (2, NULL, 2);
-- after
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, code VARCHAR(60) DEFAULT (concat('x', uuid())), n INT DEFAULT 5);

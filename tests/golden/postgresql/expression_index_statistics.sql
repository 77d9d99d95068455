-- object: index
-- action: alter
-- note: the target of the statistics of an expression
-- before
CREATE TABLE people (id integer PRIMARY KEY, name text, mail text);
CREATE INDEX people_lower ON people (lower(name), id);
CREATE INDEX people_mail ON people (id, lower(mail));
ALTER INDEX people_mail ALTER COLUMN 2 SET STATISTICS 500;
-- rows
INSERT INTO people VALUES (1, 'A', 'b');
-- after
CREATE TABLE people (id integer PRIMARY KEY, name text, mail text);
CREATE INDEX people_lower ON people (lower(name), id);
CREATE INDEX people_mail ON people (id, lower(mail));
CREATE INDEX people_upper ON people (upper(mail));
ALTER INDEX people_lower ALTER COLUMN 1 SET STATISTICS 300;
ALTER INDEX people_upper ALTER COLUMN 1 SET STATISTICS 200;

-- object: function
-- action: depend
-- note: a function may have the name of a view that it reads, and waits for it all the same
-- before
CREATE TABLE sales (id integer PRIMARY KEY);
-- rows
INSERT INTO sales VALUES (1), (2);
-- after
CREATE TABLE sales (id integer PRIMARY KEY);
CREATE VIEW totals AS SELECT count(*) AS n FROM sales;
CREATE FUNCTION totals() RETURNS bigint LANGUAGE sql AS 'SELECT n FROM totals';

-- object: primary key
-- action: create
-- before
CREATE TABLE u (id INT PRIMARY KEY);
-- after
CREATE TABLE u (id INT PRIMARY KEY);
CREATE TABLE t (a TEXT NOT NULL, b INT NOT NULL, PRIMARY KEY (b DESC, a(10)));

-- object: index
-- action: alter
-- note: in one statement with the drop, MySQL would keep the parser of the old one
-- before
CREATE TABLE users (id INT PRIMARY KEY, note TEXT, FULLTEXT KEY by_note (note) WITH PARSER ngram);
-- rows
INSERT INTO users VALUES (1, 'one');
-- after
CREATE TABLE users (id INT PRIMARY KEY, note TEXT, FULLTEXT KEY by_note (note));

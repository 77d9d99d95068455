-- object: column
-- action: create
-- note: a FULLTEXT index that an earlier migration dropped left a hidden column: INPLACE then
-- before
CREATE TABLE posts (id INT NOT NULL PRIMARY KEY, body TEXT, old INT);
ALTER TABLE posts ADD FULLTEXT KEY words (body);
ALTER TABLE posts DROP KEY words;
-- rows
INSERT INTO posts VALUES (1, 'a word', 3);
-- after
CREATE TABLE posts (id INT NOT NULL PRIMARY KEY, body TEXT, old INT, note VARCHAR(20));

-- object: foreign key
-- action: depend
-- note: the index that the server made for it keeps its name
-- before
CREATE TABLE shops (id INT NOT NULL PRIMARY KEY);
CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, shop INT, FOREIGN KEY (shop) REFERENCES shops (id));
-- rows
INSERT INTO shops VALUES (1);
INSERT INTO orders VALUES (1, 1);
-- after
CREATE TABLE shops (id BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, shop BIGINT, FOREIGN KEY (shop) REFERENCES shops (id));

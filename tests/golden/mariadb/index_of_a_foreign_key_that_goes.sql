-- object: foreign key
-- action: drop
-- drop: keep
-- note: the index that the server made for it keeps its name on the way back, also where the table goes
-- before
CREATE TABLE shops (id int NOT NULL PRIMARY KEY);
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, shop int, FOREIGN KEY (shop) REFERENCES shops (id));
CREATE TABLE visits (id int NOT NULL PRIMARY KEY, shop int, FOREIGN KEY (shop) REFERENCES shops (id));
-- rows
INSERT INTO shops VALUES (1), (2);
INSERT INTO orders VALUES (1, 1), (2, NULL);
INSERT INTO visits VALUES (1, 2), (2, NULL);
-- after
CREATE TABLE shops (id int NOT NULL PRIMARY KEY);
CREATE TABLE orders (id int NOT NULL PRIMARY KEY, shop int, KEY shop (shop));

-- object: constraint
-- action: alter
-- needs: 18
-- before
CREATE TABLE users (id integer PRIMARY KEY, amount integer);
CREATE TABLE orders (
    id integer PRIMARY KEY,
    buyer integer,
    CONSTRAINT orders_buyer FOREIGN KEY (buyer) REFERENCES users (id)
);
-- rows
INSERT INTO users VALUES (1, 7);
INSERT INTO orders VALUES (1, 1);
-- after
CREATE TABLE users (
    id integer PRIMARY KEY,
    amount integer,
    CONSTRAINT small CHECK (amount < 5) NOT ENFORCED
);
CREATE TABLE orders (
    id integer PRIMARY KEY,
    buyer integer,
    CONSTRAINT orders_buyer FOREIGN KEY (buyer) REFERENCES users (id) NOT ENFORCED
);

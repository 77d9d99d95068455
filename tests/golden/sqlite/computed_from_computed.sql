-- object: column
-- action: create
-- note: what is computed from another computed column comes after it, wherever it stands
-- before
CREATE TABLE sales (id INTEGER PRIMARY KEY, price INTEGER, old AS (older + 1), older AS (price + 1));
-- rows
INSERT INTO sales (id, price) VALUES (1, 10), (2, NULL);
-- after
CREATE TABLE sales (
    id INTEGER PRIMARY KEY,
    price INTEGER,
    gross INTEGER AS (net + 2),
    net INTEGER AS (price * 2)
);

-- object: column
-- action: rename
-- rename: prices.day = date
-- before
CREATE TABLE prices (
    item TEXT,
    day TEXT,
    price INTEGER DEFAULT 0,
    PRIMARY KEY (item, day DESC)
);
-- rows
INSERT INTO prices (item, day, price) VALUES ('a', '2024-01-01', 7), ('a', '2024-01-02', 8);
-- after
CREATE TABLE prices (
    item TEXT,
    date TEXT,
    price TEXT DEFAULT '0',
    PRIMARY KEY (item, date DESC)
);

-- object: table
-- action: alter
-- before
CREATE TABLE prices (
    item TEXT NOT NULL,
    day TEXT NOT NULL,
    price INTEGER,
    PRIMARY KEY (item, day)
) WITHOUT ROWID;
-- rows
INSERT INTO prices (item, day, price) VALUES ('a', '2024-01-01', 7), ('a', '2024-01-02', 8);
-- after
CREATE TABLE prices (
    item TEXT NOT NULL,
    day TEXT NOT NULL,
    price INTEGER,
    PRIMARY KEY (item, day DESC)
) WITHOUT ROWID;

-- object: column
-- action: drop
-- drop: keep
-- note: rows without a primary key are told apart by rowid
-- before
CREATE TABLE events (
    name TEXT,
    amount INTEGER NOT NULL DEFAULT 0
);
-- rows
INSERT INTO events (rowid, name, amount) VALUES (1, 'ann', 7), (3, 'bob', 0), (9, 'ann', 7), (12, NULL, 8);
-- after
CREATE TABLE events (
    amount INTEGER NOT NULL DEFAULT 0
);

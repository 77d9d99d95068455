-- object: check
-- action: alter
-- note: it stays with an inheriting table, which may have said it itself when it was made
-- before
CREATE TABLE users (
    age integer,
    CONSTRAINT grown CHECK (age > 17)
);
CREATE TABLE admins (
    level integer,
    CONSTRAINT grown CHECK (age > 17)
) INHERITS (users);
-- rows
INSERT INTO users VALUES (20);
INSERT INTO admins VALUES (30, 1);
-- after
CREATE TABLE users (
    age integer
);
CREATE TABLE admins (
    level integer,
    CONSTRAINT grown CHECK (age > 17)
) INHERITS (users);

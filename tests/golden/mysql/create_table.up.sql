-- Does:
--   - create table users
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

CREATE TABLE users (
    id int NOT NULL AUTO_INCREMENT,
    name varchar(40),
    amount int NOT NULL DEFAULT 0,
    PRIMARY KEY (id)
);

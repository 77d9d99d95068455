-- Does:
--   - drop primary key PRIMARY (id, amount) from table users
--   - add primary key PRIMARY (id) to table users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

-- drop primary key PRIMARY (id, amount) from table users; add primary key PRIMARY (id) to table users
ALTER TABLE users
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (id),
    ALGORITHM=INPLACE, LOCK=NONE;

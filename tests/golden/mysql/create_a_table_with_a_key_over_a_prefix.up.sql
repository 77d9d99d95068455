-- Does:
--   - create table t
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

CREATE TABLE t (
    a text NOT NULL,
    b int NOT NULL,
    PRIMARY KEY (b DESC, a(10))
);

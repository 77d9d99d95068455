-- Does:
--   - create sequence tickets
-- Proved: up, down and up again on a scratch copy of the schema.
-- Not atomic: this server commits after each statement.

CREATE SEQUENCE tickets START WITH 10 INCREMENT BY 5 CACHE 3;

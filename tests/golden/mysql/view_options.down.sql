-- Does:
--   - replace view rich
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.

CREATE OR REPLACE VIEW rich AS
select users.id AS id,users.name AS name from users where (users.amount > 5);

-- Does:
--   - drop column users.price (its values are kept in goofer_kept_users.price_20300102030405)
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get 0.00 in price

CREATE TABLE `goofer_kept_users.price_20300102030405` (PRIMARY KEY (id))
    SELECT id, price FROM users WHERE price IS NOT NULL;

-- drop column users.price (its values are kept in goofer_kept_users.price_20300102030405)
ALTER TABLE users DROP COLUMN price, ALGORITHM=INSTANT;

-- Does:
--   - add column users.price, with the values kept in goofer_kept_users.price_20300102030405
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - rows of users that came later get 0.00 in price

-- add column users.price
ALTER TABLE users ADD COLUMN price decimal(10,2), ALGORITHM=INSTANT;

-- give rows of users their values in price
UPDATE users
    JOIN `goofer_kept_users.price_20300102030405` AS kept ON users.id = kept.id
    SET users.price = kept.price;

-- drop goofer_kept_users.price_20300102030405, its values are back in table users
DROP TABLE `goofer_kept_users.price_20300102030405`;

-- give rows of users their values in price
UPDATE users SET price = 0.00 WHERE price IS NULL;

-- change column users.price: NOT NULL, default none to 0.00
ALTER TABLE users MODIFY COLUMN price decimal(10,2) NOT NULL DEFAULT 0.00, ALGORITHM=INPLACE, LOCK=NONE;

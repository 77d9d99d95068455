-- 20261121110409_wallets (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop trigger wallets_touch on wallets
--   - drop table ledger_entries (its rows are lost)
--   - drop table wallets (its rows are lost)
--   - drop enum wallet_status
--   - drop enum currency_code
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of users.

-- drop trigger wallets_touch on wallets
DROP TRIGGER wallets_touch ON wallets;

-- drop table ledger_entries (its rows are lost)
DROP TABLE ledger_entries;

-- drop table wallets (its rows are lost)
DROP TABLE wallets;

-- drop enum wallet_status
DROP TYPE wallet_status;

-- drop enum currency_code
DROP TYPE currency_code;

-- goofer: environments development, staging
-- What is in a wallet has come there by one movement.
INSERT INTO ledger_entries (wallet_id, amount)
SELECT id, balance FROM wallets
WHERE balance > 0 AND NOT EXISTS (SELECT 1 FROM ledger_entries WHERE wallet_id = wallets.id);

DROP INDEX CONCURRENTLY ix_wallets_filled;

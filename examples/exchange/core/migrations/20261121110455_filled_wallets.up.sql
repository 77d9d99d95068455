-- Wallets are written to all day long: the index is built beside that, which no transaction can hold.
CREATE INDEX CONCURRENTLY ix_wallets_filled ON wallets (currency, balance) WHERE balance > 0;

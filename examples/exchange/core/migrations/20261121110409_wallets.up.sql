-- 20261121110409_wallets (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - create enum currency_code (BTC, ETH, USDT, USD, EUR)
--   - create enum wallet_status (active, suspended, closed)
--   - create table wallets
--   - create table ledger_entries
--   - create trigger wallets_touch on wallets
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of users.

CREATE TYPE currency_code AS ENUM ('BTC', 'ETH', 'USDT', 'USD', 'EUR');

CREATE TYPE wallet_status AS ENUM ('active', 'suspended', 'closed');

-- create table wallets
CREATE TABLE wallets (
    user_id uuid NOT NULL,
    currency currency_code NOT NULL,
    balance numeric(20,8) DEFAULT 0 NOT NULL,
    status wallet_status DEFAULT 'active' NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pk_wallets PRIMARY KEY (id),
    CONSTRAINT uq_wallets_user_id_currency UNIQUE (user_id, currency),
    CONSTRAINT ck_wallets_balance CHECK (balance >= (0)::numeric),
    CONSTRAINT fk_wallets_user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);
CREATE INDEX ix_wallets_blocked ON wallets (user_id) WHERE status <> 'active'::wallet_status;

-- create table ledger_entries
CREATE TABLE ledger_entries (
    id bigint GENERATED ALWAYS AS IDENTITY,
    wallet_id uuid NOT NULL,
    amount numeric(20,8) NOT NULL,
    booked_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pk_ledger_entries PRIMARY KEY (id),
    CONSTRAINT ck_ledger_entries_amount CHECK (amount <> (0)::numeric),
    CONSTRAINT fk_ledger_entries_wallet_id FOREIGN KEY (wallet_id) REFERENCES wallets (id) ON DELETE RESTRICT
);
CREATE INDEX ix_ledger_entries_wallet_id_booked_at ON ledger_entries (wallet_id, booked_at);

CREATE TRIGGER wallets_touch
    BEFORE UPDATE ON wallets
    FOR EACH ROW EXECUTE FUNCTION touch();

-- 20261121033010_other_entities (up)
-- Written by goofer 0.1.0 for sqlite 3.40.1.
-- Does:
--   - create table audit_events
--   - create table campaigns
--   - create table notification_channels
--   - create table exchange_rates
--   - create table opening_hours
--   - create table vouchers
--   - create table customer_notification_preferences
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 7 tables.

-- create table audit_events
CREATE TABLE audit_events (
    id INTEGER NOT NULL,
    employee_id INTEGER,
    request CHAR(32),
    "action" VARCHAR(40) NOT NULL,
    details JSON NOT NULL,
    happened_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_audit_events PRIMARY KEY (id),
    CONSTRAINT fk_audit_events_employee_id_employees FOREIGN KEY (employee_id) REFERENCES employees (id) ON DELETE SET NULL
);
CREATE INDEX ix_audit_events_recent ON audit_events (happened_at DESC);
CREATE INDEX ix_audit_events_request ON audit_events (request);

-- create table campaigns
CREATE TABLE campaigns (
    id INTEGER NOT NULL,
    title VARCHAR(80) NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE,
    CONSTRAINT pk_campaigns PRIMARY KEY (id),
    CONSTRAINT ck_campaigns_ends_after_start CHECK (ends_on >= starts_on)
);
CREATE INDEX ix_campaigns_title ON campaigns (title);

CREATE TABLE notification_channels (
    code VARCHAR(10) NOT NULL,
    CONSTRAINT pk_notification_channels PRIMARY KEY (code)
);

CREATE TABLE exchange_rates (
    currency VARCHAR(3) NOT NULL,
    valid_on DATE NOT NULL,
    rate NUMERIC(20, 8) NOT NULL,
    PRIMARY KEY (currency, valid_on),
    CONSTRAINT ck_exchange_rates_rate_positive CHECK (rate > 0)
);

CREATE TABLE opening_hours (
    warehouse_code VARCHAR(8) NOT NULL,
    weekday INTEGER NOT NULL,
    opens TIME NOT NULL,
    closes TIME NOT NULL,
    PRIMARY KEY (warehouse_code, weekday),
    CONSTRAINT ck_opening_hours_weekday CHECK (weekday BETWEEN 1 AND 7),
    CONSTRAINT ck_opening_hours_opens_before_closes CHECK (opens < closes),
    FOREIGN KEY (warehouse_code) REFERENCES warehouses (code) ON UPDATE CASCADE
);

-- create table vouchers
CREATE TABLE vouchers (
    code VARCHAR(16) NOT NULL,
    campaign_id INTEGER NOT NULL,
    percent INTEGER NOT NULL DEFAULT '10',
    order_id INTEGER,
    CONSTRAINT pk_vouchers PRIMARY KEY (code),
    CONSTRAINT uq_vouchers_order_id UNIQUE (order_id),
    CONSTRAINT fk_vouchers_campaign_id_campaigns FOREIGN KEY (campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE,
    CONSTRAINT fk_vouchers_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id)
);
CREATE INDEX ix_vouchers_campaign_id ON vouchers (campaign_id);

-- create table customer_notification_preferences
CREATE TABLE customer_notification_preferences (
    customer_id INTEGER NOT NULL,
    occasion_of_the_notification VARCHAR(20) NOT NULL,
    preferred_notification_channel_code VARCHAR(10) NOT NULL,
    alternative_notification_channel_code VARCHAR(10),
    CONSTRAINT pk_customer_notification_preferences PRIMARY KEY (customer_id, occasion_of_the_notification),
    CONSTRAINT fk_customer_notification_preferences_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT fk_customer_notification_preferences_preferred_notification_channel_code_notification_channels FOREIGN KEY (preferred_notification_channel_code) REFERENCES notification_channels (code),
    CONSTRAINT fk_customer_notification_preferences_alternative_notification_channel_code_notification_channels FOREIGN KEY (alternative_notification_channel_code) REFERENCES notification_channels (code)
);
CREATE INDEX ix_customer_notification_preferences_preferred_notification_channel_code ON customer_notification_preferences (preferred_notification_channel_code);

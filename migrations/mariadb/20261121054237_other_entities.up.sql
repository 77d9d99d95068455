-- 20261121054237_other_entities (up)
-- Written by goofer 0.1.0 for mariadb 10.11.19.
-- Does:
--   - create table audit_events
--   - create table campaigns
--   - create table notification_channels
--   - create table exchange_rates
--   - create table opening_hours
--   - create table vouchers
--   - create table customer_notification_preferences
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 7 tables.
-- Not atomic: this server commits after each statement.

CREATE TABLE audit_events (
    id bigint(20) NOT NULL AUTO_INCREMENT,
    employee_id int(11),
    request uuid,
    action varchar(40) NOT NULL,
    details json NOT NULL,
    happened_at datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
    INDEX fk_audit_events_employee_id_employees (employee_id),
    INDEX ix_audit_events_recent (happened_at DESC),
    INDEX ix_audit_events_request (request),
    PRIMARY KEY (id),
    CONSTRAINT fk_audit_events_employee_id_employees FOREIGN KEY (employee_id) REFERENCES employees (id) ON DELETE SET NULL
) COMMENT = 'Written once, read never, kept for ever';

CREATE TABLE campaigns (
    id int(11) NOT NULL AUTO_INCREMENT,
    title varchar(80) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    INDEX ix_campaigns_title (title),
    PRIMARY KEY (id),
    CONSTRAINT ck_campaigns_ends_after_start CHECK (ends_on >= starts_on)
);

CREATE TABLE notification_channels (
    code varchar(10) NOT NULL,
    PRIMARY KEY (code)
);

CREATE TABLE exchange_rates (
    currency varchar(3) NOT NULL,
    valid_on date NOT NULL,
    rate decimal(20,8) NOT NULL,
    PRIMARY KEY (currency, valid_on),
    CONSTRAINT ck_exchange_rates_rate_positive CHECK (rate > 0)
) COMMENT = 'One euro in other currencies';

CREATE TABLE opening_hours (
    warehouse_code varchar(8) NOT NULL,
    weekday int(11) NOT NULL,
    opens time NOT NULL,
    closes time NOT NULL,
    PRIMARY KEY (warehouse_code, weekday),
    CONSTRAINT ck_opening_hours_opens_before_closes CHECK (opens < closes),
    CONSTRAINT ck_opening_hours_weekday CHECK (weekday between 1 and 7),
    CONSTRAINT opening_hours_ibfk_1 FOREIGN KEY (warehouse_code) REFERENCES warehouses (code) ON UPDATE CASCADE
);

CREATE TABLE vouchers (
    code varchar(16) NOT NULL,
    campaign_id int(11) NOT NULL,
    percent int(11) NOT NULL DEFAULT 10,
    order_id int(11),
    INDEX ix_vouchers_campaign_id (campaign_id),
    PRIMARY KEY (code),
    UNIQUE INDEX uq_vouchers_order_id (order_id),
    CONSTRAINT fk_vouchers_campaign_id_campaigns FOREIGN KEY (campaign_id) REFERENCES campaigns (id) ON DELETE CASCADE,
    CONSTRAINT fk_vouchers_order_id_order FOREIGN KEY (order_id) REFERENCES `order` (id)
);

CREATE TABLE customer_notification_preferences (
    customer_id int(11) NOT NULL,
    occasion_of_the_notification varchar(20) NOT NULL,
    preferred_notification_channel_code varchar(10) NOT NULL,
    alternative_notification_channel_code varchar(10),
    INDEX fk_customer_notification_preferences_alternative_notific_9d8f (alternative_notification_channel_code),
    INDEX ix_customer_notification_preferences_preferred_notificat_2eff (preferred_notification_channel_code),
    PRIMARY KEY (customer_id, occasion_of_the_notification),
    CONSTRAINT fk_customer_notification_preferences_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT fk_customer_notification_preferences_preferred_notificat_1884 FOREIGN KEY (preferred_notification_channel_code) REFERENCES notification_channels (code),
    CONSTRAINT fk_customer_notification_preferences_alternative_notific_9d8f FOREIGN KEY (alternative_notification_channel_code) REFERENCES notification_channels (code)
);

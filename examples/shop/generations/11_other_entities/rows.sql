INSERT INTO audit_events (id, employee_id, request, action, details, happened_at) VALUES
    (1, 1, '0b6c2a3e4d5f40718293a4b5c6d7e8f9', 'sold', '{"order": 1}', '2024-07-01 00:00:00'),
    (2, NULL, NULL, 'closed', '{}', '2024-07-02 00:00:00');

INSERT INTO campaigns (id, title, starts_on, ends_on) VALUES (1, 'Summer', '2024-07-01', NULL);

INSERT INTO vouchers (code, campaign_id, percent, order_id) VALUES
    ('SUN', 1, 15, NULL), ('SEA', 1, 10, 5);

INSERT INTO exchange_rates (currency, valid_on, rate) VALUES
    ('CHF', '2024-07-01', 0.95650000), ('ISK', '2024-07-01', 149.12345678);

INSERT INTO opening_hours (warehouse_code, weekday, opens, closes) VALUES
    ('BER', 1, '08:00', '17:30');

INSERT INTO notification_channels (code) VALUES ('mail'), ('phone');

INSERT INTO customer_notification_preferences (
    customer_id,
    occasion_of_the_notification,
    preferred_notification_channel_code,
    alternative_notification_channel_code
) VALUES (1, 'order sent', 'mail', NULL), (2, 'order sent', 'phone', 'mail');

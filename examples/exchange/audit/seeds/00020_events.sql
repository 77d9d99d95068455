-- goofer: environments development, staging
INSERT INTO events (type, actor, amount, currency, details, at)
SELECT made.type, '00000000-0000-4000-8000-000000000001', made.amount, made.currency, made.details, made.at
FROM (VALUES
    ('login', NULL::numeric, NULL, '{"from": "192.0.2.1"}'::jsonb, timestamptz '2026-01-20 08:00+00'),
    ('withdrawal', 0.5, 'BTC', '{}', timestamptz '2026-01-20 08:05+00')
) AS made (type, amount, currency, details, at)
WHERE NOT EXISTS (SELECT 1 FROM events WHERE (events.type, events.at) = (made.type, made.at));

INSERT INTO "order" (id, customer_id, status, placed_at) VALUES
    (6, 2, 'sent', '2024-08-01 00:00:00');

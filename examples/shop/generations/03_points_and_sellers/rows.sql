INSERT INTO customers (id, name, mail, locale, points, phone, street, city, country_code) VALUES
    (4, 'Alan', 'alan@example.org', 'de', 120, '+49 89 1', 'Platz 4', 'München', 'de');

INSERT INTO "order" (id, customer_id, seller_id, status, placed_at) VALUES
    (4, 4, 2, 'placed', '2024-04-05 06:07:08');

INSERT INTO order_lines (order_id, line, article_id, quantity, unit_price) VALUES (4, 1, 5, 1, 2400);

INSERT INTO stock_levels (warehouse_code, product_id, quantity) VALUES ('ZRH', 8, 1);

INSERT INTO stock_movements (id, warehouse_code, product_id, "change", reason, moved_at) VALUES
    (1, 'ZRH', 8, 1, 'delivery', '2024-06-01 08:00:00'),
    (2, 'BER', 1, -2, NULL, '2024-06-02 08:00:00');

INSERT INTO customers (id, name, email, locale, points, phone, street, city, country_code) VALUES
    (5, 'Sofia', 'sofia@example.org', 'en', 0, '', 'Allee 5', 'Bremen', 'de');

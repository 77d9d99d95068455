INSERT INTO products (id, sku, title, price, year, category_id) VALUES
    (8, 'T-3', 'Mechanical calculator', 249.90, 1958, 1);

INSERT INTO "order" (id, customer_id, remark, placed_at) VALUES
    (5, 1, 'as a gift', '2024-05-06 07:08:09');

INSERT INTO order_lines (order_id, line, product_id, quantity, unit_price, discount) VALUES
    (5, 1, 8, 2, 249.90, 24.99);

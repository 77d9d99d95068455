INSERT INTO products (id, kind, sku, title, price, category_id) VALUES
    (7, 'thing', 'T-2', 'Slide rule', 3100, 1);

INSERT INTO product_tags (product_id, tag_id) VALUES (7, 1);

INSERT INTO stock_levels (id, warehouse_code, product_id, quantity) VALUES (8, 'BER', 7, 5);

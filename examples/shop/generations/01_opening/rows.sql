INSERT INTO countries (code, name, in_customs_union) VALUES
    ('de', 'Deutschland', true), ('ch', 'Schweiz', false), ('is', 'Ísland', false);

INSERT INTO customers (id, name, mail, phone, fax, street, city, country_code) VALUES
    (1, 'Ada King', 'ada@example.org', '+49 30 1', '+49 30 2', 'Gasse 1', 'Berlin', 'de'),
    (2, 'Grace O''Hopper', 'grace@example.org', '+41 44 1', NULL, 'Weg 2', 'Zürich', 'ch'),
    (3, 'Björk "B." Jónsdóttir', 'b@example.org', '+354 1', '', 'Götu 3; -- 4', 'Höfn', 'is');

INSERT INTO wishes (id, customer_id, words) VALUES
    (1, 1, 'a difference engine;
soon'),
    (2, 3, 'snow -- lots of it');

INSERT INTO subscribers (mail, customer_id, weekly) VALUES
    ('ada@example.org', 1, true), ('stranger@example.org', NULL, false);

-- The heads come after their departments: the foreign key looks at the end.
INSERT INTO departments (id, name, head_id) VALUES (1, 'Sales', 1), (2, 'Stock', 3), (3, 'New', NULL);

INSERT INTO employees (id, name, hired_on, department_id, manager_id) VALUES
    (1, 'Vera', '2019-04-01', 1, NULL),
    (2, 'Walter', '2021-10-15', NULL, 1),
    (3, 'Xenia', '2020-02-29', 2, 1);

INSERT INTO categories (id, name, parent_id) VALUES
    (1, 'Everything', NULL), (2, 'Books', 1), (3, 'Clothes', 1);

INSERT INTO articles (id, sku, title, price, year, category_id) VALUES
    (1, 'B-1', 'On Computable Numbers', 1995, '1936', 2),
    (2, 'B-2', 'Notes by A. A. L.', 1200, '1843', 2),
    (3, 'C-1', 'Woollen jumper', 8950, NULL, 3),
    (4, 'T-1', 'Abacus', 499, '2020', 1);

INSERT INTO "order" (id, customer_id, status, placed_at, note) VALUES
    (1, 1, 'sent', '2024-01-02 03:04:05', 'ring twice'),
    (2, 2, 'placed', '2024-02-03 04:05:06', NULL),
    (3, 3, 'placed', '2024-03-04 05:06:07', '');

INSERT INTO order_lines (order_id, line, article_id, quantity, unit_price) VALUES
    (1, 1, 1, 2, 1995), (1, 2, 4, 1, 499), (2, 1, 3, 1, 8950), (3, 1, 4, 10, 450);

INSERT INTO payments (id, order_id, amount, received_at) VALUES
    (1, 1, 4489, '2024-01-03 10:00:00'), (2, 2, 8950, NULL);

INSERT INTO warehouses (code, city) VALUES ('BER', 'Berlin'), ('ZRH', 'Zürich');

INSERT INTO stock_levels (id, warehouse_code, article_id, quantity) VALUES
    (1, 'BER', 1, 12), (2, 'BER', 2, 0), (3, 'ZRH', 1, 3), (7, 'ZRH', 3, 40);

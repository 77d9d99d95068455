INSERT INTO payments (id, kind, order_id, amount, state, last_four, iban) VALUES
    (3, 'card', 3, 45, 'EXPECTED', '4242', NULL),
    (4, 'transfer', 4, 24, 'RECEIVED', NULL, 'CH9300762011623852957');

INSERT INTO invoices (number, order_id) VALUES (1000, 1), (1001, 4), (NULL, 5);

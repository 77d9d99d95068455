INSERT INTO addresses (id, customer_id, street, city, country_code, is_default) VALUES
    (100, 1, 'Plätzchen 6', 'Wien', 'at', false);

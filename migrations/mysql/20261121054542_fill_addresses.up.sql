INSERT INTO addresses (customer_id, street, city, country_code, is_default)
SELECT id, street, city, country_code, true
FROM customers
ORDER BY id;

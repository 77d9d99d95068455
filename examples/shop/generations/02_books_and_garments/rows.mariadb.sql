INSERT INTO books (id, isbn, authors) VALUES (5, '9780000000001', '["James Joyce"]');

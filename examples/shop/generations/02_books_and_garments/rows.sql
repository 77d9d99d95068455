INSERT INTO articles (id, kind, sku, title, description, attributes, price, category_id) VALUES
    (5, 'book', 'B-3', 'Ulysses', 'A day in Dublin', '{"pages": 730, "language": "en"}', 2400, 2),
    (6, 'garment', 'C-2', 'Lace collar', NULL, '{}', 1250, 3);

INSERT INTO tags (id, word) VALUES (1, 'classic'), (2, 'warm');

INSERT INTO article_tags (article_id, tag_id) VALUES (1, 1), (5, 1), (3, 2);

INSERT INTO garments (id, picture) VALUES (6, NULL);

INSERT INTO "Größen" (garment_id, "Größe", "Weite in cm", "group") VALUES
    (6, 'S', 34.5, 'Damen'), (6, 'XL', 44, NULL);

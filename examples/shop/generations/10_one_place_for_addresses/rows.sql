UPDATE "order" SET address_id = 100 WHERE id = 5;

-- up

-- keep values of table customers in goofer_kept_customers.born_1
CREATE TABLE "goofer_kept_customers.born_1" (
    id INTEGER NOT NULL,
    born,
    PRIMARY KEY (id)
);
INSERT INTO "goofer_kept_customers.born_1" (id, born)
SELECT id, born
FROM customers;

-- drop column customers.born (its values are kept in goofer_kept_customers.born_1)
ALTER TABLE customers DROP COLUMN born;

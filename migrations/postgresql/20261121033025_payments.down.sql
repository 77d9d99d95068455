-- 20261121033025_payments (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop foreign key fk_payments_order_id_order (order_id to order) from table payments
--   - drop foreign key fk_order_customer_id_customers (customer_id to customers) from table order
--   - drop check ck_payments_state ((state)::text = ANY ((ARRAY['EXPECTED'::character varying, 'RECEIVED'::character varying, 'REFUSED'::character varying])::text[])) from table payments
--   - drop check ck_payments_card_has_last_four (((kind)::text <> 'card'::text) OR (last_four IS NOT NULL)) from table payments
--   - drop table invoices (its rows are lost)
--   - drop column payments.iban (its values are lost)
--   - drop column payments.last_four (its values are lost)
--   - drop column payments.state (its values are lost)
--   - drop column payments.kind (its values are lost)
--   - add foreign key fk_payments_order_id_order (order_id to order) to table payments
--   - add foreign key fk_order_customer_id_customers (customer_id to customers) to table order
--   - drop sequence invoice_numbers
--   - change enum order_status: add 'draft'
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 9 tables.

-- drop foreign key fk_payments_order_id_order (order_id to order) from table payments
ALTER TABLE payments DROP CONSTRAINT fk_payments_order_id_order;

-- drop foreign key fk_order_customer_id_customers (customer_id to customers) from table order
ALTER TABLE "order" DROP CONSTRAINT fk_order_customer_id_customers;

-- drop check ck_payments_state ((state)::text = ANY ((ARRAY['EXPECTED'::character varying, 'RECEIVED'::character varying, 'REFUSED'::character varying])::text[])) from table payments
ALTER TABLE payments DROP CONSTRAINT ck_payments_state;

-- drop check ck_payments_card_has_last_four (((kind)::text <> 'card'::text) OR (last_four IS NOT NULL)) from table payments
ALTER TABLE payments DROP CONSTRAINT ck_payments_card_has_last_four;

-- drop table invoices (its rows are lost)
DROP TABLE invoices;

-- drop column payments.iban (its values are lost)
ALTER TABLE payments DROP COLUMN iban;

-- drop column payments.last_four (its values are lost)
ALTER TABLE payments DROP COLUMN last_four;

-- drop column payments.state (its values are lost)
ALTER TABLE payments DROP COLUMN state;

-- drop column payments.kind (its values are lost)
ALTER TABLE payments DROP COLUMN kind;

-- add foreign key fk_payments_order_id_order (order_id to order) to table payments
ALTER TABLE payments ADD CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id);

-- add foreign key fk_order_customer_id_customers (customer_id to customers) to table order
ALTER TABLE "order" ADD CONSTRAINT fk_order_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id);

-- drop sequence invoice_numbers
DROP SEQUENCE invoice_numbers;

-- change enum order_status: add 'draft'
ALTER TYPE order_status ADD VALUE 'draft' BEFORE 'placed';

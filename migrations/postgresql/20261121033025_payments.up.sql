-- 20261121033025_payments (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - change enum order_status: remove 'draft'
--   - create sequence invoice_numbers
--   - drop foreign key fk_order_customer_id_customers (customer_id to customers) from table order
--   - drop foreign key fk_payments_order_id_order (order_id to order) from table payments
--   - add column payments.kind
--   - add column payments.state
--   - add column payments.last_four
--   - add column payments.iban
--   - create table invoices
--   - add check ck_payments_card_has_last_four (((kind)::text <> 'card'::text) OR (last_four IS NOT NULL)) to table payments
--   - add check ck_payments_state ((state)::text = ANY ((ARRAY['EXPECTED'::character varying, 'RECEIVED'::character varying, 'REFUSED'::character varying])::text[])) to table payments
--   - add foreign key fk_order_customer_id_customers (customer_id to customers) to table order
--   - add foreign key fk_payments_order_id_order (order_id to order) to table payments
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 9 tables.

CREATE SEQUENCE invoice_numbers START WITH 1000;

-- drop foreign key fk_order_customer_id_customers (customer_id to customers) from table order
ALTER TABLE "order" DROP CONSTRAINT fk_order_customer_id_customers;

-- drop foreign key fk_payments_order_id_order (order_id to order) from table payments
ALTER TABLE payments DROP CONSTRAINT fk_payments_order_id_order;

-- drop index ix_order_open of table order
DROP INDEX ix_order_open;

-- make enum order_status anew (placed, packed, sent, returned)
ALTER TYPE order_status RENAME TO goofer_old_order_status;
CREATE TYPE order_status AS ENUM ('placed', 'packed', 'sent', 'returned');
ALTER TABLE "order"
    ALTER COLUMN status DROP DEFAULT,
    ALTER COLUMN status TYPE order_status USING status::text::order_status,
    ALTER COLUMN status SET DEFAULT 'placed';
DROP TYPE goofer_old_order_status;

CREATE INDEX ix_order_open ON "order" (placed_at) WHERE status = 'placed'::order_status;

-- add column payments.kind
ALTER TABLE payments ADD COLUMN kind character varying(20) DEFAULT 'transfer' NOT NULL;
ALTER TABLE payments ALTER COLUMN kind DROP DEFAULT;

-- add column payments.state
ALTER TABLE payments ADD COLUMN state character varying(20) DEFAULT 'EXPECTED' NOT NULL;

-- add column payments.last_four
ALTER TABLE payments ADD COLUMN last_four character varying(4);

-- add column payments.iban
ALTER TABLE payments ADD COLUMN iban character varying(34);

CREATE TABLE invoices (
    id integer GENERATED ALWAYS AS IDENTITY,
    number bigint,
    order_id integer NOT NULL,
    printed bytea,
    CONSTRAINT pk_invoices PRIMARY KEY (id),
    CONSTRAINT uq_invoices_number UNIQUE (number),
    CONSTRAINT fk_invoices_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id)
);

-- add check ck_payments_card_has_last_four (((kind)::text <> 'card'::text) OR (last_four IS NOT NULL)) to table payments
ALTER TABLE payments ADD CONSTRAINT ck_payments_card_has_last_four CHECK (((kind)::text <> 'card'::text) OR (last_four IS NOT NULL));

-- add check ck_payments_state ((state)::text = ANY ((ARRAY['EXPECTED'::character varying, 'RECEIVED'::character varying, 'REFUSED'::character varying])::text[])) to table payments
ALTER TABLE payments ADD CONSTRAINT ck_payments_state CHECK ((state)::text = ANY ((ARRAY['EXPECTED'::character varying, 'RECEIVED'::character varying, 'REFUSED'::character varying])::text[]));

-- add foreign key fk_order_customer_id_customers (customer_id to customers) to table order
ALTER TABLE "order" ADD CONSTRAINT fk_order_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE RESTRICT;

-- add foreign key fk_payments_order_id_order (order_id to order) to table payments
ALTER TABLE payments ADD CONSTRAINT fk_payments_order_id_order FOREIGN KEY (order_id) REFERENCES "order" (id) ON DELETE CASCADE;

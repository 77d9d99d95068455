-- 20261121110316_pairs (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop table currency_pairs (its rows are lost)
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop table currency_pairs (its rows are lost)
DROP TABLE currency_pairs;

-- 20261121110412_documents (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop trigger kyc_documents_touch on kyc_documents
--   - drop table kyc_documents (its rows are lost)
--   - drop enum document_type
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- drop trigger kyc_documents_touch on kyc_documents
DROP TRIGGER kyc_documents_touch ON kyc_documents;

-- drop table kyc_documents (its rows are lost)
DROP TABLE kyc_documents;

-- drop enum document_type
DROP TYPE document_type;

-- 20261121110412_documents (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - create enum document_type (passport, national_id, drivers_license, proof_of_address)
--   - create table kyc_documents
--   - create trigger kyc_documents_touch on kyc_documents
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

CREATE TYPE document_type AS ENUM ('passport', 'national_id', 'drivers_license', 'proof_of_address');

-- create table kyc_documents
CREATE TABLE kyc_documents (
    submission_id uuid NOT NULL,
    document_type document_type NOT NULL,
    file_url text NOT NULL,
    verified boolean DEFAULT false NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pk_kyc_documents PRIMARY KEY (id),
    CONSTRAINT uq_kyc_documents_submission_id_document_type UNIQUE (submission_id, document_type),
    CONSTRAINT fk_kyc_documents_submission_id FOREIGN KEY (submission_id) REFERENCES kyc_submissions (id) ON DELETE CASCADE
);
CREATE INDEX ix_kyc_documents_to_verify ON kyc_documents (created_at) WHERE NOT verified;

CREATE TRIGGER kyc_documents_touch
    BEFORE UPDATE ON kyc_documents
    FOR EACH ROW EXECUTE FUNCTION touch();

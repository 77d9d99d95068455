-- 20261121110408_submissions (up)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - create enum kyc_status (pending, under_review, approved, rejected, expired)
--   - create table kyc_submissions
--   - create function touch()
--   - create trigger kyc_submissions_touch on kyc_submissions
-- Proved: up, down and up again on a scratch copy of the schema.

CREATE TYPE kyc_status AS ENUM ('pending', 'under_review', 'approved', 'rejected', 'expired');

-- create table kyc_submissions
CREATE TABLE kyc_submissions (
    user_id uuid NOT NULL,
    legal_name text NOT NULL,
    status kyc_status DEFAULT 'pending' NOT NULL,
    reviewed_at timestamp with time zone,
    reviewed_by uuid,
    rejection_reason text,
    expires_at timestamp with time zone,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT pk_kyc_submissions PRIMARY KEY (id),
    CONSTRAINT ck_kyc_submissions_reviewed CHECK ((status <> ALL (ARRAY['approved'::kyc_status, 'rejected'::kyc_status])) OR (reviewed_at IS NOT NULL)),
    CONSTRAINT ck_kyc_submissions_reason CHECK ((status <> 'rejected'::kyc_status) OR (rejection_reason IS NOT NULL))
);
CREATE INDEX ix_kyc_submissions_name ON kyc_submissions USING gin (legal_name gin_trgm_ops);

CREATE INDEX ix_kyc_submissions_user_id ON kyc_submissions (user_id);

CREATE UNIQUE INDEX uq_kyc_submissions_open ON kyc_submissions (user_id) WHERE status = ANY (ARRAY['pending'::kyc_status, 'under_review'::kyc_status]);

CREATE FUNCTION touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN NEW.updated_at := now(); RETURN NEW; END$function$;

CREATE TRIGGER kyc_submissions_touch
    BEFORE UPDATE ON kyc_submissions
    FOR EACH ROW EXECUTE FUNCTION touch();

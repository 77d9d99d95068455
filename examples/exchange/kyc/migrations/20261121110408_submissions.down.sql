-- 20261121110408_submissions (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop trigger kyc_submissions_touch on kyc_submissions
--   - drop function touch()
--   - drop table kyc_submissions (its rows are lost)
--   - drop enum kyc_status
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop trigger kyc_submissions_touch on kyc_submissions
DROP TRIGGER kyc_submissions_touch ON kyc_submissions;

-- drop function touch()
DROP FUNCTION touch();

-- drop table kyc_submissions (its rows are lost)
DROP TABLE kyc_submissions;

-- drop enum kyc_status
DROP TYPE kyc_status;

-- 20261121110314_users (down)
-- Written by goofer 0.1.0 for postgresql 15.18.
-- Does:
--   - drop trigger users_touch on users
--   - drop function touch()
--   - drop table users (its rows are lost)
--   - drop extension citext
-- Proved: up, down and up again on a scratch copy of the schema.

-- drop trigger users_touch on users
DROP TRIGGER users_touch ON users;

-- drop function touch()
DROP FUNCTION touch();

-- drop table users (its rows are lost)
DROP TABLE users;

-- drop extension citext
DROP EXTENSION citext;

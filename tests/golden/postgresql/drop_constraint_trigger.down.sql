-- Does:
--   - create function stamp()
--   - create trigger users_late on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- create function stamp()
CREATE FUNCTION stamp()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM 1;
    RETURN NEW;
END;
$function$;

CREATE CONSTRAINT TRIGGER users_late
    AFTER INSERT ON users
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stamp();

-- Does:
--   - create function stamp()
--   - create trigger users_stamp on users
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 1 table.

-- create function stamp()
CREATE FUNCTION stamp()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    NEW.name := coalesce(NEW.name, 'nobody');
    RETURN NEW;
END;
$function$;

CREATE TRIGGER users_stamp
    BEFORE INSERT OR UPDATE OF amount ON users
    FOR EACH ROW WHEN ((new.amount > 1)) EXECUTE FUNCTION stamp();

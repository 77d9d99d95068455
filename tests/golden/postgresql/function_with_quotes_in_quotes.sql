-- object: function
-- action: alter
-- note: quotes inside of bodies, of any kind, stay as they are
-- before
CREATE FUNCTION odd() RETURNS text LANGUAGE plpgsql AS $x$ BEGIN RETURN $$a'b\n;$$ || '%'; END $x$;
CREATE FUNCTION plain() RETURNS text LANGUAGE sql AS 'SELECT ''it''''s''';
-- after
CREATE FUNCTION odd() RETURNS text LANGUAGE plpgsql AS $function$ BEGIN -- it's; here
 RETURN $$a'b;$$ || E'\\ \' %s :x {{ y }}' || $q$ $$it's$$ $q$ || '{% z %}'; END $function$;
CREATE FUNCTION plain() RETURNS text LANGUAGE sql AS 'SELECT ''it''''s; fine''';

-- becomes
CREATE TYPE r AS RANGE (subtype = float8, subtype_diff = float8mi, multirange_type_name = r_many);
CREATE TABLE t (a r, b r_many);
COMMENT ON TYPE r IS 'r';

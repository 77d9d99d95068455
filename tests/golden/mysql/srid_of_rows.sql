-- object: column
-- action: alter
-- conversion: places.spot = ST_SRID(spot, 4326)
-- way back: places.spot = ST_SRID(spot, 0)
-- note: rows of another SRID are told before anything is written, unless a conversion is given
-- before
CREATE TABLE places (id INT PRIMARY KEY, spot POINT NOT NULL SRID 0, SPATIAL INDEX by_spot (spot));
-- rows
INSERT INTO places VALUES (1, ST_GeomFromText('POINT(1 2)'));
-- after
CREATE TABLE places (id INT PRIMARY KEY, spot POINT NOT NULL SRID 4326, SPATIAL INDEX by_spot (spot));

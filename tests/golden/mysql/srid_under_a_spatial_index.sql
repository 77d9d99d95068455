-- object: column
-- action: alter
-- note: the index goes meanwhile: the server changes no SRID under one
-- before
CREATE TABLE places (id INT PRIMARY KEY, spot POINT NOT NULL SRID 0, SPATIAL INDEX by_spot (spot));
-- after
CREATE TABLE places (id INT PRIMARY KEY, spot POINT NOT NULL SRID 4326, SPATIAL INDEX by_spot (spot));

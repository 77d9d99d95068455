-- object: index
-- action: create
-- before
CREATE TABLE spots (id INT PRIMARY KEY, at POINT NOT NULL);
-- after
CREATE TABLE spots (id INT PRIMARY KEY, at POINT NOT NULL);
CREATE SPATIAL INDEX spots_at ON spots (at);

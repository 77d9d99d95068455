-- object: index
-- action: drop
-- before
CREATE TABLE spots (id INT PRIMARY KEY, at POINT NOT NULL);
CREATE SPATIAL INDEX spots_at ON spots (at);
-- after
CREATE TABLE spots (id INT PRIMARY KEY, at POINT NOT NULL);

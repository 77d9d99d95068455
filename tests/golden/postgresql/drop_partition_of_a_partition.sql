-- object: partition
-- action: drop
-- before
CREATE TABLE sales (
    id integer NOT NULL,
    year integer NOT NULL,
    region text NOT NULL,
    amount integer,
    PRIMARY KEY (id, year, region)
) PARTITION BY RANGE (year);
CREATE INDEX sales_amount ON sales (amount);
CREATE TABLE sales_2030 PARTITION OF sales FOR VALUES FROM (2030) TO (2031) PARTITION BY LIST (region);
CREATE INDEX sales_2030_region ON sales_2030 (region);
CREATE TABLE sales_2030_east PARTITION OF sales_2030 FOR VALUES IN ('east');
CREATE TABLE sales_2030_west PARTITION OF sales_2030 FOR VALUES IN ('west');
-- rows
INSERT INTO sales VALUES (1, 2030, 'east', 5);
-- after
CREATE TABLE sales (
    id integer NOT NULL,
    year integer NOT NULL,
    region text NOT NULL,
    amount integer,
    PRIMARY KEY (id, year, region)
) PARTITION BY RANGE (year);
CREATE INDEX sales_amount ON sales (amount);
CREATE TABLE sales_2030 PARTITION OF sales FOR VALUES FROM (2030) TO (2031) PARTITION BY LIST (region);
CREATE INDEX sales_2030_region ON sales_2030 (region);
CREATE TABLE sales_2030_east PARTITION OF sales_2030 FOR VALUES IN ('east', 'west');

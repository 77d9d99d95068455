-- Does:
--   - change options of table countries
--   - change options of table cities
-- Proved: up, down and up again on a scratch copy of the schema, with sample rows in 2 tables.
-- Not atomic: this server commits after each statement.

-- drop foreign key cities_country (country to countries) from table cities
ALTER TABLE cities DROP FOREIGN KEY cities_country, ALGORITHM=INPLACE, LOCK=NONE;

-- change options of table countries
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE countries
    DEFAULT CHARACTER SET latin1 COLLATE latin1_swedish_ci,
    MODIFY COLUMN code varchar(2) NOT NULL;

-- change options of table cities
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE cities
    DEFAULT CHARACTER SET latin1 COLLATE latin1_swedish_ci,
    MODIFY COLUMN country varchar(2);

-- add foreign key cities_country (country to countries) to table cities
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE cities ADD CONSTRAINT cities_country FOREIGN KEY (country) REFERENCES countries (code);

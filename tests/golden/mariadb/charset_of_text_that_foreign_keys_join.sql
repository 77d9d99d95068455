-- object: table
-- action: alter
-- note: both ends of a foreign key have one charset at all times, so it lets go meanwhile
-- before
CREATE TABLE countries (code VARCHAR(2) PRIMARY KEY, number INT UNIQUE) DEFAULT CHARSET=latin1;
CREATE TABLE cities (
    id INT PRIMARY KEY,
    country VARCHAR(2),
    number INT,
    CONSTRAINT cities_country FOREIGN KEY (country) REFERENCES countries (code),
    CONSTRAINT cities_number FOREIGN KEY (number) REFERENCES countries (number)
) DEFAULT CHARSET=latin1;
-- rows
INSERT INTO countries VALUES ('at', 43), ('ch', 41);
INSERT INTO cities VALUES (1, 'at', 43), (2, NULL, NULL);
-- after
CREATE TABLE countries (code VARCHAR(2) PRIMARY KEY, number INT UNIQUE) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
CREATE TABLE cities (
    id INT PRIMARY KEY,
    country VARCHAR(2),
    number INT,
    CONSTRAINT cities_country FOREIGN KEY (country) REFERENCES countries (code),
    CONSTRAINT cities_number FOREIGN KEY (number) REFERENCES countries (number)
) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

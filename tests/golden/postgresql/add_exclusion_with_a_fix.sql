-- object: exclusion constraint
-- action: create
-- note: rows that clash are looked for first, and corrected as the answer says
-- fix: bookings.bookings_during_excl = UPDATE bookings SET during = tsrange('2030-01-03', '2030-01-04') WHERE id = 2
-- before
CREATE TABLE bookings (id integer PRIMARY KEY, room text NOT NULL, during tsrange);
-- rows
INSERT INTO bookings VALUES (1, 'red', '[2030-01-01, 2030-01-03)'), (2, 'red', '[2030-01-02, 2030-01-04)'),
    (3, 'blue', NULL);
-- after
CREATE TABLE bookings (
    id integer PRIMARY KEY, room text NOT NULL, during tsrange,
    CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH &&)
);

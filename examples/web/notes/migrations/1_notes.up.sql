CREATE TABLE notes (
    id integer PRIMARY KEY,
    body varchar(200) NOT NULL
);

-- object: column
-- action: alter
-- before
CREATE TABLE "two
lines" (id INTEGER PRIMARY KEY, "a
b" TEXT, CONSTRAINT "c
d" CHECK ("a
b" <> 'q'));
-- rows
INSERT INTO "two
lines" VALUES (1, '1');
-- after
CREATE TABLE "two
lines" (id INTEGER PRIMARY KEY, "a
b" INTEGER, CONSTRAINT "c
d" CHECK ("a
b" <> 'r'));

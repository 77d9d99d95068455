ALTER TABLE notes ADD COLUMN author varchar(100) DEFAULT 'somebody' NOT NULL;

-- goofer: lock-timeout 2s
ALTER TABLE events ADD COLUMN currency varchar(10);

-- In two steps, the rows are looked through while others write.
ALTER TABLE events ADD CONSTRAINT events_money_check
    CHECK ((amount IS NULL) = (currency IS NULL)) NOT VALID;
ALTER TABLE events VALIDATE CONSTRAINT events_money_check;

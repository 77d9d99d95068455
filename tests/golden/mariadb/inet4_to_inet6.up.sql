-- Does:
--   - change column hosts.address: type inet4 to inet6
--   - change column hosts.gate: type inet4 to inet6, default '10.0.0.1' to '::1'
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of hosts.
--   But the way back of converted values is not compared: hosts.address, hosts.gate.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - hosts.address fails on, or changes, values that inet4 cannot hold
--   - hosts.gate fails on, or changes, values that inet4 cannot hold

-- change column hosts.address: type inet4 to varchar(45)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE hosts MODIFY COLUMN address varchar(45) NOT NULL;

-- give rows of hosts their values in address
UPDATE hosts SET address = CONCAT('::ffff:', address);

-- change column hosts.address: type varchar(45) to inet6; change column hosts.gate: type inet4 to varchar(45), default '10.0.0.1' to none
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE hosts
    MODIFY COLUMN address inet6 NOT NULL,
    MODIFY COLUMN gate varchar(45);

-- give rows of hosts their values in gate
UPDATE hosts SET gate = CONCAT('::ffff:', gate);

-- change column hosts.gate: type varchar(45) to inet6, default none to '::1'
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE hosts MODIFY COLUMN gate inet6 DEFAULT '::1';

-- Does:
--   - change column hosts.gate: type inet6 to inet4, default '::1' to '10.0.0.1'
--   - change column hosts.address: type inet6 to inet4
-- Proved: up, down and up again on a scratch copy of the schema.
--   But no sample row met the constraints of hosts.
--   But the way back of converted values is not compared: hosts.address, hosts.gate.
-- Not atomic: this server commits after each statement.
-- The way back:
--   - hosts.address fails on, or changes, values that inet4 cannot hold
--   - hosts.gate fails on, or changes, values that inet4 cannot hold

-- change column hosts.gate: type inet6 to varchar(45), default '::1' to none
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE hosts MODIFY COLUMN gate varchar(45);

-- give rows of hosts their values in gate
UPDATE hosts SET gate = SUBSTRING(gate, 8);

-- change column hosts.gate: type varchar(45) to inet4, default none to '10.0.0.1'; change column hosts.address: type inet6 to varchar(45)
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE hosts
    MODIFY COLUMN gate inet4 DEFAULT '10.0.0.1',
    MODIFY COLUMN address varchar(45) NOT NULL;

-- give rows of hosts their values in address
UPDATE hosts SET address = SUBSTRING(address, 8);

-- change column hosts.address: type varchar(45) to inet4
-- Copies the table; who writes to it waits meanwhile.
ALTER TABLE hosts MODIFY COLUMN address inet4 NOT NULL;

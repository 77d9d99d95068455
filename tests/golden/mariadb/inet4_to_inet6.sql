-- object: column
-- action: alter
-- note: an IPv4 address is ::ffff:1.2.3.4 among those of IPv6
-- before
CREATE TABLE hosts (address INET4 NOT NULL PRIMARY KEY, gate INET4 DEFAULT '10.0.0.1');
-- rows
INSERT INTO hosts VALUES ('1.2.3.4', NULL), ('255.255.255.0', '0.0.0.0');
-- after
CREATE TABLE hosts (address INET6 NOT NULL PRIMARY KEY, gate INET6 DEFAULT '::1');

"""The words for what only these servers know, and what is said with them.

Types are in `Type.text` as the server prints COLUMN_TYPE: "int unsigned", "enum('a','b')",
"tinyint(1)"; MariaDB's JSON (longtext, utf8mb4_bin, a json_valid check of the column) is "json".
A charset is told by its collation: `Column.collation` where it is not the table's, the table's
option "collation" where it is not the database's. Who numbers the rows is
`Identity("autoincrement")`; its `start` is the counter. `Index.method` is None (BTREE), "hash",
"fulltext" or "spatial". `IndexPart.length` is the length of a prefix. A default is what follows
DEFAULT: a literal, CURRENT_TIMESTAMP, or an expression in parentheses.

A plain unique index is a `Unique`, every other one an `Index(unique=True)`. The index that the
server makes for a foreign key by itself is no part of a table. The primary key is called PRIMARY.
"""

from __future__ import annotations

ENGINE = "engine"
"""Table: the storage engine as the server spells it; absent for InnoDB."""
COLLATION = "collation"
"""Table: the default collation; absent where it is the database's."""
CHARSET = "charset"
"""Table or column, as declared: a character set without a collation. No server prints it alone."""
ROW_FORMAT = "row_format"
"""Table: in upper case, where it was asked for."""
HAD_FULLTEXT = "had fulltext"
"""Table: the hidden column of a FULLTEXT index that went is still there; only for `lower`."""
PARTITION = "partition"
"""Table: the whole clause, from PARTITION BY on."""
SYSTEM_VERSIONING = "system_versioning"
"""Table, MariaDB: WITH SYSTEM VERSIONING; the value is empty."""
NUMBER_OPTIONS = (
    "avg_row_length",
    "checksum",
    "delay_key_write",
    "key_block_size",
    "max_rows",
    "min_rows",
    "pack_keys",
    "page_checksum",
    "page_compressed",
    "page_compression_level",
    "sequence",
    "stats_auto_recalc",
    "stats_persistent",
    "stats_sample_pages",
    "transactional",
)
"""Table: written as NAME=value."""
STRING_OPTIONS = (
    "compression",
    "connection",
    "data_directory",
    "encrypted",
    "encryption",
    "encryption_key_id",
    "index_directory",
    "secondary_engine",
)
"""Table: written as NAME='value'; in the names, an underscore may be a blank."""
WORD_OPTIONS = ("insert_method", "tablespace", "union")
"""Table: written as NAME=value, the value as it stands."""

ON_UPDATE = "on_update"
"""Column: what follows ON UPDATE, such as CURRENT_TIMESTAMP(6)."""
INVISIBLE = "invisible"
"""Column or index: not seen by SELECT * or the planner (MariaDB calls an index IGNORED)."""
SRID = "srid"
"""Column, MySQL: the spatial reference system."""
COMPRESSED = "compressed"
"""Column, MariaDB: COMPRESSED; the value is empty."""
COLUMN_CHECK = "check"
"""Column, MariaDB: the expression of a check that is part of the column, without parentheses."""
WITHOUT_SYSTEM_VERSIONING = "without_system_versioning"
"""Column, MariaDB: WITHOUT SYSTEM VERSIONING; the value is empty."""

PARSER = "parser"
"""Index, fulltext: the parser plugin, such as ngram."""
KEY_BLOCK_SIZE = "key_block_size"
"""Index: written as KEY_BLOCK_SIZE=value."""

# Objects (`SchemaObject`): what is in `details`, sorted by name. `definition` is the body: the
# query of a view, the statement after FOR EACH ROW of a trigger or after DO of an event, the body
# of a function or procedure. A `definer` other than the current user is kept in the details, and
# compared only where the declaration names one.
ALGORITHM = "algorithm"
"""View: MERGE or TEMPTABLE; absent for UNDEFINED."""
SECURITY = "security"
"""View, function, procedure: INVOKER; absent for DEFINER."""
CHECK_OPTION = "check_option"
"""View: CASCADED or LOCAL."""
TIMING = "timing"
"""Trigger: BEFORE or AFTER."""
EVENT = "event"
"""Trigger: INSERT, UPDATE or DELETE."""
FOLLOWS = "follows"
"""Trigger: the one of the same timing and event that comes right before it."""
PARAMETERS = "parameters"
"""Function, procedure: what stands between the parentheses."""
RETURNS = "returns"
"""Function: the type it returns, with charset and collation where they are said."""
DETERMINISTIC = "deterministic"
"""Function, procedure: the value is empty."""
DATA_ACCESS = "data_access"
"""Function, procedure: NO SQL, READS SQL DATA or MODIFIES SQL DATA; absent for CONTAINS SQL."""
AGGREGATE = "aggregate"
"""Function, MariaDB: AGGREGATE; the value is empty."""
SCHEDULE = "schedule"
"""Event: what follows ON SCHEDULE, such as EVERY 1 DAY STARTS '2026-01-01 00:00:00'."""
PRESERVE = "preserve"
"""Event: ON COMPLETION PRESERVE; the value is empty."""
STATUS = "status"
"""Event: DISABLE, or DISABLE ON SLAVE; absent for ENABLE."""
DEFINER = "definer"
"""View, trigger, routine, event: `user`@`host`, where it is not the current user."""

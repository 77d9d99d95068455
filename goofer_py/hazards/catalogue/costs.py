"""What rules that several databases share cost where it is not PostgreSQL's lock."""

from __future__ import annotations

from goofer_py.hazards.rule import MARIADB, MYSQL, MYSQL_FAMILY, SQLITE, Cost, Duration, On

_NOBODY = "reads and writes of the table"
_ONE_WRITER = "all writes to the database"

RENAMED = (
    Cost(MYSQL_FAMILY, "EXCLUSIVE", Duration.INSTANT, _NOBODY),
    Cost(SQLITE, "RESERVED", Duration.INSTANT, _ONE_WRITER),
)
"""Of a table that gets another name."""
GONE = (
    Cost(
        MYSQL,
        "EXCLUSIVE",
        Duration.INSTANT,
        f"{_NOBODY}, and of every table that it points at",
        "EXCLUSIVE",
    ),
    *RENAMED,
)
"""Of a table that is dropped."""
EMPTIED = (Cost(MYSQL_FAMILY, "EXCLUSIVE", Duration.NONE, _NOBODY),)
"""Of TRUNCATE."""
COLUMN_GONE = (
    Cost((On("mysql", since=(8, 0, 29)), *MARIADB), "NONE", Duration.INSTANT),
    Cost((On("mysql", until=(8, 0, 29)),), "NONE", Duration.REWRITE),
    Cost(SQLITE, "RESERVED", Duration.REWRITE, _ONE_WRITER),
)
"""Of a column that is dropped: MySQL learned late to leave the rows as they are."""
COLUMN_RENAMED = (
    Cost(MYSQL_FAMILY, "NONE", Duration.INSTANT),
    Cost(SQLITE, "RESERVED", Duration.INSTANT, _ONE_WRITER),
)
NOT_EMPTY = (Cost(SQLITE, "RESERVED", Duration.INSTANT, _ONE_WRITER),)
"""Of a statement that fails at the first row."""

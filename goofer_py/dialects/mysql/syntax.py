"""Where a statement ends in a MySQL or MariaDB script (the servers' sql_lex.cc, and mysql.cc)."""

from __future__ import annotations

from goofer_py.dialects.syntax import Syntax

MYSQL = Syntax(
    quotes=("''", '""', "``"),
    escaped_quotes="'\"",
    hash_comments=True,
)

MARIADB = MYSQL

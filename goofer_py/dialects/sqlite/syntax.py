"""Where a statement ends in a SQLite script (https://www.sqlite.org/lang.html, tokenize.c)."""

from __future__ import annotations

from goofer_py.dialects.syntax import Body, Client, Syntax

SQLITE = Syntax(
    quotes=("''", '""', "``", "[]"),
    body=Body(
        heads=("CREATE TRIGGER", "CREATE TEMP TRIGGER", "CREATE TEMPORARY TRIGGER"),
        opens="BEGIN",
        closes="END",
    ),
    client=Client(program="sqlite3", mark=".", inside=False),
)

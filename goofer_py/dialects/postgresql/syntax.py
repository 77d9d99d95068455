"""Where a statement ends in a PostgreSQL script (the server's scan.l, psql's psqlscan.l)."""

from __future__ import annotations

from goofer_py.dialects.syntax import Body, Client, EscapeSetting, Rows, Syntax

# As the server reads a boolean: any unambiguous beginning of the word.
_OFF = r"(f(?:a(?:l(?:se?)?)?)?|no?|off?|0)"
_SETTING = "standard_conforming_strings"
_NAME = r'(?:[^\s"().,;/-]|"[^"]*")+'
_COLUMNS = r'\((?:[^"()]++|"[^"]*")*\)'

POSTGRESQL = Syntax(
    escape_prefix=True,
    escape_setting=EscapeSetting(
        heads=("SET", "RESET", "SELECT"),
        phrase=(
            rf"SET (?:SESSION |LOCAL )?{_SETTING} ?(?:=|TO\b) ?(?:{_OFF}\b|'{_OFF}'|)"
            rf"|RESET (?:{_SETTING}|ALL)\b"
            rf"|SELECT (?:pg_catalog ?\. ?)?set_config ?\( ?'{_SETTING}' ?, ?'(?:{_OFF}')?"
        ),
    ),
    dollar_quotes=True,
    nested_comments=True,
    newlines="\r\n",
    body=Body(
        heads=(
            "CREATE FUNCTION",
            "CREATE OR REPLACE FUNCTION",
            "CREATE PROCEDURE",
            "CREATE OR REPLACE PROCEDURE",
        ),
        opens="BEGIN ATOMIC",
        closes="END",
    ),
    parentheses=("CREATE RULE", "CREATE OR REPLACE RULE"),
    rows=Rows(
        heads=("COPY",),
        phrase=rf"COPY (?:BINARY )?{_NAME}(?: ?\. ?{_NAME})* ?(?:{_COLUMNS} ?)?FROM STDIN\b",
        # A quoted CSV value may hold line ends, and a header is the first line only.
        whole=r"(?i:csv|header)",
    ),
    client=Client(
        program="psql",
        mark="\\",
        inside=True,
        # pg_dump puts them around a dump to keep psql from obeying commands in it.
        harmless=("restrict", "unrestrict"),
    ),
)

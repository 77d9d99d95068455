"""Where a statement ends in a MySQL or MariaDB script (the servers' sql_lex.cc, and mysql.cc)."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from goofer_py.dialects.syntax import Client, Compound, Modes, Syntax

# Modes that read "..." as a name; the others are combinations that hold it.
_ANSI = re.compile(r"ANSI|ORACLE|MSSQL|DB2|POSTGRESQL|MAXDB", re.IGNORECASE)
_PLAIN = re.compile(r"NO_BACKSLASH_ESCAPES", re.IGNORECASE)
_SETS = re.compile(
    r"(?<![@\w])(?:@@(?:SESSION\s*\.\s*)?|(?:SESSION|LOCAL)\s+)?`?sql_mode`?\s*:?=\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_KEEPS = re.compile(r"@@(?:SESSION\s*\.\s*)?sql_mode", re.IGNORECASE)
_REMOVES = re.compile(r"REPLACE\s*\(", re.IGNORECASE)
_DEFINER = (
    r"(?:DEFINER ?= ?(?:[^\s`'\"(@]+|`[^`]*`|'[^']*'|\"[^\"]*\")"
    r"(?: ?@ ?(?:[^\s`'\"(@]+|`[^`]*`|'[^']*'|\"[^\"]*\"))?(?: ?\( ?\))? )?"
)


def in_mode(syntax: Syntax, *, ansi_quotes: bool, backslash_escapes: bool) -> Syntax:
    """Return `syntax` as the server reads it in an sql_mode with or without these two."""
    escaped = ("'" if ansi_quotes else "'\"") if backslash_escapes else ""
    return syntax if syntax.escaped_quotes == escaped else _escaping(syntax, escaped)


def for_mode(syntax: Syntax, mode: str) -> Syntax:
    """Return `syntax` as the server reads it in that sql_mode."""
    return in_mode(
        syntax,
        ansi_quotes=_ANSI.search(mode) is not None,
        backslash_escapes=_PLAIN.search(mode) is None,
    )


@lru_cache(maxsize=16)
def _escaping(syntax: Syntax, quotes: str) -> Syntax:
    return replace(syntax, escaped_quotes=quotes)


def _read_modes(first: Syntax, before: Syntax, statement: str) -> Syntax:
    """Return the syntax after a SET; what is put back from a variable was there at first."""
    found = _SETS.search(statement)
    if found is None:
        return before
    value = found[1]
    named = "".join(_TEXT.findall(value))
    if _REMOVES.match(value):
        return in_mode(
            before,
            ansi_quotes=before.escaped_quotes == "'" and not _ANSI.search(named),
            backslash_escapes=bool(before.escaped_quotes) or bool(_PLAIN.search(named)),
        )
    if value[:1] in ("'", '"'):
        return for_mode(first, (_TEXT.match(value) or found)[0])
    if _KEEPS.search(value):
        return in_mode(
            before,
            ansi_quotes=before.escaped_quotes == "'" or bool(_ANSI.search(named)),
            backslash_escapes=bool(before.escaped_quotes) and not _PLAIN.search(named),
        )
    return first


MYSQL = Syntax(
    quotes=("''", '""', "``"),
    escaped_quotes="'\"",
    hash_comments=True,
    dashes=r"--(?=[\x00-\x20]|\Z)",
    executed_comments=r"/\*!",
    compound=Compound(
        heads=(
            *(f"CREATE {kind}" for kind in ("PROCEDURE", "FUNCTION", "TRIGGER", "EVENT")),
            *("CREATE DEFINER", "CREATE OR", "CREATE AGGREGATE"),
            *("ALTER DEFINER", "ALTER EVENT"),
        ),
        header=(
            rf"(?:CREATE|ALTER) (?:OR REPLACE )?{_DEFINER}(?:AGGREGATE )?"
            r"(?:(?P<params>PROCEDURE|FUNCTION)|(?P<words>TRIGGER|EVENT))\b"
        ),
    ),
    modes=Modes(heads=("SET",), read=_read_modes),
    client=Client(
        program="mysql",
        mark="\\",
        inside=False,
        words=("DELIMITER", "SOURCE", "TEE", "NOTEE", "PAGER", "NOPAGER", "SYSTEM", "CONNECT"),
        delimiter="DELIMITER",
    ),
)

MARIADB = replace(
    MYSQL,
    # A version that no server has is a word to the client, which dumps begin with.
    executed_comments=r"/\*(?:!|M!(?!999999))",
    compound=replace(
        MYSQL.compound or Compound((), ""),
        alone=("BEGIN NOT", "IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"),
    ),
    client=replace(MYSQL.client or Client("", "", False), program="mariadb"),
)

"""Defaults of binary columns, as far as the catalogs do not tell all of them.

MySQL's cut them off at the first zero byte, MariaDB's have a "?" for what is no text.
"""

from __future__ import annotations

import re

from goofer_py.errors import StatementFailed
from goofer_py.introspect.mysql.catalog import Catalog, quoted
from goofer_py.introspect.mysql.text import value_of

_FIXED = re.compile(r"binary\(", re.IGNORECASE)
_BINARY = re.compile(r"(?:var)?binary\(", re.IGNORECASE)


def may_be_cut(type_: str, default: str | None, extra: str | None) -> bool:
    """Whether a row of COLUMNS may tell a default only as far as to a zero byte."""
    is_hexadecimal = (default or "")[:2].lower() == "0x"
    is_expression = "DEFAULT_GENERATED" in (extra or "")
    return is_hexadecimal and not is_expression and _BINARY.match(type_) is not None


def may_be_masked(type_: str, default: str | None) -> bool:
    """Whether a row of MariaDB's COLUMNS may tell a default with other bytes than it has."""
    return default is not None and "?" in default and _BINARY.match(type_) is not None


def whole_default(
    catalog: Catalog, place: tuple[str, str, str], type_: str, told: str | None
) -> str | None:
    """Return the default as hexadecimal digits, "" for no bytes; `place` names the column.

    What the catalogs have `told` has to do for a user who may not read the table.
    """
    try:
        digits = _digits(catalog, *place)
    except StatementFailed:
        return told
    if catalog.mariadb and _is_text(digits):
        return told
    if _FIXED.match(type_):
        digits = re.sub(r"(?:00)+\Z", "", digits)
    return f"0x{digits}" if digits else ""


def _is_text(digits: str) -> bool:
    try:
        bytes.fromhex(digits).decode()
    except UnicodeDecodeError:
        return False
    return True


def _digits(catalog: Catalog, database: str, table: str, column: str) -> str:
    """Return all bytes; of a column that is never NULL the server tells a text alone."""
    of = f"{quoted(database)}.{quoted(table)}"
    query = f"SELECT COUNT(*), HEX(DEFAULT({quoted(column)})) FROM {of} WHERE FALSE"
    digits = catalog.session.query(query)[0][1]
    if digits is not None:
        return str(digits)
    shown = catalog.create_table(catalog.name(database, table))
    line = rf"^\s*{re.escape(quoted(column))} .*? DEFAULT ('(?:[^'\\]|\\.|'')*')"
    text = re.search(line, shown, re.MULTILINE)
    if text is None:
        return ""
    value = value_of(text[1])
    plain = value.encode(errors="surrogateescape") if catalog.mariadb else None
    return (plain or value.encode("latin-1", "replace")).hex().upper()

"""Which statements of MySQL and MariaDB concern the transaction or the session.

Most that change the schema commit by themselves, before and after they run
(https://dev.mysql.com/doc/refman/8.0/en/implicit-commit.html): no transaction can hold them.
"""

from __future__ import annotations

from goofer_py.stores.rules import StatementRules

# A statement may stand in a comment that the server executes; the servers read it, or skip it.
_EXECUTED = r"(?:/\*M?!\d*\s*)?"
_END = r"\s*(?:\*/)?\s*$"
_AUTOCOMMIT = r"SET\b(?=[^'\"]*\bautocommit\s*:?=)"
_COMPOUND = r"(?:\w+\s*:\s*)?(?:BEGIN NOT ATOMIC|IF|CASE|LOOP|WHILE|REPEAT|FOR)\b"

MYSQL_RULES = StatementRules(
    opens=rf"{_EXECUTED}(?:BEGIN(?: WORK)?{_END}|START TRANSACTION\b)",
    closes=rf"{_EXECUTED}COMMIT(?: WORK)?(?: AND NO CHAIN)?(?: NO RELEASE)?{_END}",
    breaks=(rf"{_EXECUTED}(?:BEGIN\b(?! NOT ATOMIC\b)|COMMIT\b|ROLLBACK\b(?! (?:WORK )?TO\b))"),
    # The isolation of the next transaction, which must not have begun.
    setting=rf"{_EXECUTED}SET TRANSACTION\b",
    session=(
        rf"{_EXECUTED}(?!{_AUTOCOMMIT})"
        r"(?:SET (?!PASSWORD\b|DEFAULT ROLE\b|STATEMENT\b|GLOBAL\b|PERSIST|RESOURCE\b)|USE\b)"
    ),
    alone=(
        rf"{_EXECUTED}(?:CREATE\b(?! (?:OR REPLACE )?TEMPORARY\b)|DROP\b(?! TEMPORARY\b)"
        r"|(?:ALTER|RENAME|TRUNCATE|GRANT|REVOKE|INSTALL|UNINSTALL|LOCK|UNLOCK|ANALYZE|CHECK"
        r"|CHECKSUM|OPTIMIZE|REPAIR|CACHE|FLUSH|RESET|CHANGE|STOP|IMPORT|PURGE|XA|BACKUP"
        # What they run is not known before.
        r"|CALL|EXECUTE)\b"
        r"|LOAD INDEX\b|START (?!TRANSACTION\b)|SET (?:PASSWORD|DEFAULT ROLE|STATEMENT)\b"
        rf"|{_AUTOCOMMIT}|{_COMPOUND})"
    ),
    lost_inside=r"(?!)",
)

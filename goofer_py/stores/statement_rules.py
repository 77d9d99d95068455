"""The rules of statements, by what speaks them and without a session."""

from __future__ import annotations

from goofer_py.stores.mysql_rules import MYSQL_RULES
from goofer_py.stores.rules import POSTGRESQL_RULES, SQLITE_RULES, StatementRules

_RULES = {
    "mariadb": MYSQL_RULES,
    "mysql": MYSQL_RULES,
    "postgresql": POSTGRESQL_RULES,
    "sqlite": SQLITE_RULES,
}


def rules_of(dialect: str) -> StatementRules:
    """Return the rules of the dialect of that name."""
    return _RULES[dialect]

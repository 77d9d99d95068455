"""Which statements concern the transaction or the session instead of the data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache


class Kind(Enum):
    """What a statement of a script means for how the script is run."""

    PLAIN = "plain"
    OPENS = "opens"
    """Opens a transaction."""
    CLOSES = "closes"
    """Commits it."""
    BREAKS = "breaks"
    """Ends or opens a transaction in another way, which nobody may do inside of goofer's own."""
    SETTING = "setting"
    """Changes how the session behaves, and works outside of a transaction only."""
    SESSION = "session"
    """Changes how the session behaves, inside and outside of a transaction alike."""
    ALONE = "alone"
    """Cannot run inside a transaction."""
    VALUE = "value"
    """Adds a value to an enum that no statement of the same transaction can use."""


@dataclass(frozen=True, slots=True)
class StatementRules:
    """One database's regular expressions, matched at a statement's start in either case.

    A blank stands for one or more. What matches none of them is plain.
    """

    opens: str
    closes: str
    breaks: str
    setting: str
    session: str
    alone: str
    lost_inside: str
    """The settings that do nothing inside of a transaction, without a word."""
    value: str = r"(?!)"
    """What adds a value to an enum, up to that value, which is a group of its own."""

    def kind(self, statement: str) -> Kind:
        """Say what `statement` is."""
        found = _pattern(self).match(statement)
        return Kind(found.lastgroup) if found else Kind.PLAIN

    @property
    def ddl_commits(self) -> bool:
        """Whether what changes the schema commits by itself, so that no transaction can hold it."""
        return self.kind("CREATE TABLE a (b int)") is Kind.ALONE

    def added_value(self, statement: str) -> str:
        """Return the value, with its quotes, that a statement of the kind VALUE adds."""
        found = _compiled(self.value).match(statement)
        return str(found[1]) if found else ""

    def is_lost_inside(self, statement: str) -> bool:
        """Say whether `statement` would do nothing inside of a transaction."""
        return bool(_compiled(self.lost_inside).match(statement))


@lru_cache(maxsize=8)
def _pattern(rules: StatementRules) -> re.Pattern[str]:
    kinds = (kind for kind in Kind if kind is not Kind.PLAIN)
    groups = (f"(?P<{kind.value}>{getattr(rules, kind.value)})" for kind in kinds)
    return _compiled("|".join(groups))


@lru_cache(maxsize=8)
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source.replace(" ", r"\s+"), re.IGNORECASE | re.DOTALL)


SQLITE_RULES = StatementRules(
    opens=r"BEGIN(?: (?:DEFERRED|IMMEDIATE|EXCLUSIVE))?(?: TRANSACTION)?\s*$",
    closes=r"(?:COMMIT|END)(?: TRANSACTION)?\s*$",
    breaks=r"(?:BEGIN|COMMIT|END)\b|ROLLBACK\b(?! (?:TRANSACTION )?TO\b)",
    # The pragmas left out are data of the file, kept and undone with the transaction, or last
    # only as long as it does.
    setting=(
        r"PRAGMA (?!(?:\w+\.)?(?:user_version|application_id|schema_version"
        r"|defer_foreign_keys|foreign_key_check|foreign_key_list|integrity_check|quick_check"
        r"|table_\w+|index_\w+|wal_checkpoint|optimize|incremental_vacuum)\b)\w"
    ),
    session=r"(?!)",
    alone=r"(?:VACUUM|DETACH)\b|PRAGMA (?:\w+\.)?wal_checkpoint\b",
    lost_inside=r"PRAGMA (?:\w+\.)?(?:foreign_keys|page_size|encoding|auto_vacuum)\s*[=(]",
)

POSTGRESQL_RULES = StatementRules(
    opens=r"BEGIN(?: (?:WORK|TRANSACTION))?(?: (?:ISOLATION|READ|NOT|DEFERRABLE)\b.*)?\s*$"
    r"|START TRANSACTION\b",
    closes=r"(?:COMMIT|END)(?: (?:WORK|TRANSACTION))?(?: AND NO CHAIN)?\s*$",
    breaks=(
        r"(?:BEGIN|COMMIT|END)\b(?! PREPARED\b)|ABORT\b|PREPARE TRANSACTION\b"
        r"|ROLLBACK\b(?! (?:(?:WORK |TRANSACTION )?TO|PREPARED)\b)"
    ),
    setting=r"(?!)",
    session=r"SET (?!LOCAL |TRANSACTION |CONSTRAINTS )|RESET\b",
    alone=(
        r"(?:CREATE (?:UNIQUE )?|DROP )INDEX CONCURRENTLY\b"
        r"|REINDEX \((?=[^)]*\bCONCURRENTLY\b)"
        r"|REINDEX (?:\([^)]*\) )?(?:(?:TABLE|INDEX) CONCURRENTLY|SCHEMA|DATABASE|SYSTEM)\b"
        r"|ALTER TABLE\b.*\bDETACH PARTITION\b.*\bCONCURRENTLY\s*$"
        r"|(?:CREATE|DROP) (?:DATABASE|TABLESPACE)\b|ALTER DATABASE\b.*\bSET TABLESPACE\b"
        r"|CREATE SUBSCRIPTION\b(?!.*\b(?:connect|create_slot)\s*=\s*false\b)"
        r"|DROP SUBSCRIPTION\b|ALTER SUBSCRIPTION\b.*\b(?:REFRESH|PUBLICATION)\b"
        r"|VACUUM\b|ALTER SYSTEM\b|DISCARD ALL\b|CLUSTER(?: VERBOSE| \([^)]*\))?\s*$"
        r"|(?:COMMIT|ROLLBACK) PREPARED\b"
    ),
    lost_inside=r"(?!)",
    value=r"ALTER TYPE (?:\"[^\"]*\"|[^\s\"])+ ADD VALUE (?:IF NOT EXISTS )?('(?:[^']|'')*')",
)

"""What kinds of statements ClickHouse has, as far as a run has to know."""

from __future__ import annotations

from goofer_py.stores.rules import StatementRules

_NEVER = r"(?!)"
CLICKHOUSE_RULES = StatementRules(
    opens=_NEVER,
    closes=_NEVER,
    breaks=_NEVER,
    setting=_NEVER,
    session=r"(?:SET (?!DEFAULT ROLE)|USE )",
    alone="",
    lost_inside=_NEVER,
)
"""Every statement is recorded by itself; what sets up the session is set up again by the next."""

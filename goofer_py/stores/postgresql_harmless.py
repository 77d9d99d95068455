"""Which statements leave a PostgreSQL session as they found it, whatever it was before."""

from __future__ import annotations

import re

# A list of what is known, so that what is new, odd or calls a function by itself is not in it.
_KNOWN = re.compile(
    r"""
      (?:CREATE|ALTER|DROP)\s+
        (?!(?:GLOBAL\s+|LOCAL\s+)?TEMP|(?:DATABASE|SYSTEM|ROLE|USER|GROUP|SUBSCRIPTION)\b)
    | (?:COMMENT|GRANT|REVOKE|INSERT|UPDATE|DELETE|MERGE|TRUNCATE|LOCK|ANALYZE)\b
    | REFRESH\s+MATERIALIZED\b
    | SET\s+CONSTRAINTS\b
    | SET\s+(?:LOCAL\s+|SESSION\s+)?
      (?:lock_timeout|statement_timeout|client_min_messages|check_function_bodies
        |maintenance_work_mem|work_mem)\s*(?:=|\bTO\b)\s*(?!DEFAULT\b)['\w]
    | (?:BEGIN|START\s+TRANSACTION|COMMIT|END)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# Also in the bodies of functions, which a trigger may call a moment later: what leads away from
# the search path, or stays when the server cleans up the session.
_HARMFUL = re.compile(
    r"search_path|set_config|setseed|dblink|pg_temp|advisory|plpython|plperl|pltcl"
    r"|\b(?:RESET|DISCARD|LOAD|PREPARE|DEALLOCATE|LISTEN|UNLISTEN|DECLARE\s+\S+\s+CURSOR)\b"
    r"|\bSESSION\s+AUTHORIZATION\b|\bSET\s+(?:LOCAL\s+|SESSION\s+)?(?:ROLE\b|\w+\.)"
    r"|\bINTO\s+(?:UNLOGGED\s+)?TEMP|\bTEMP(?:ORARY)?\s+(?:TABLE|VIEW|SEQUENCE)\b",
    re.IGNORECASE,
)


def is_harmless(statement: str) -> bool:
    """Say whether nothing of the session is different afterwards, but for what a reset undoes.

    The search path is neither changed nor set back to what the connection began with, and no
    function of a script's is called by name.
    """
    return _KNOWN.match(statement) is not None and _HARMFUL.search(statement) is None

"""The words for what only PostgreSQL's tables, columns and indexes can say of themselves.

Every other option of a table or an index is a storage parameter, such as "fillfactor",
"autovacuum_enabled" or "toast.autovacuum_enabled".
"""

from __future__ import annotations

import re

from goofer_py.dialects.postgresql.quoting import shortened
from goofer_py.dialects.postgresql.text import single_spaced

Options = tuple[tuple[str, str], ...]

UNLOGGED = "unlogged"
"""Table: not written to the log; the value is empty."""
TABLESPACE = "tablespace"
"""Table or index: where it is; absent for the database's own tablespace."""
USING = "using"
"""Table: the access method; absent for heap."""
PARTITION_BY = "partition_by"
"""Table: what follows PARTITION BY, such as RANGE (created_at)."""
REPLICA_IDENTITY = "replica_identity"
"""Table: "full", "nothing", or "index" and the name of an index; absent for the primary key."""
CLUSTER_ON = "cluster_on"
"""Table: the index that CLUSTER goes by."""
ROW_SECURITY = "row_security"
"""Table: "enabled", "forced" or both with a comma; absent where it is off."""
ON_INDEX = (REPLICA_IDENTITY, CLUSTER_ON)
"""What names an index of the table."""
LATER = (*ON_INDEX, ROW_SECURITY)
"""What CREATE TABLE cannot say."""

STORAGE = "storage"
"""Column: plain, main, external or extended; absent for what its type has."""
COMPRESSION = "compression"
"""Column: pglz or lz4; absent for the server's setting."""
STATISTICS = "statistics"
"""Column: the statistics target."""

_DEFAULTS = frozenset(((USING, "heap"), (REPLICA_IDENTITY, "default"), (ROW_SECURITY, "")))
_LOWER = frozenset((USING, STORAGE, COMPRESSION))
_BOUND = re.compile(r"(?!\s*default\s*\Z)\s*(?:for\s+values\s+)?(.*)\Z", re.IGNORECASE | re.DOTALL)
_BOUND_WORDS = tuple(
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"\Afrom\s*\(", "FROM ("),
        (r"\)\s*to\s*\(", ") TO ("),
        (r"\Ain\s*\(", "IN ("),
        (r"\Awith\s*\(", "WITH ("),
    )
)
_STRATEGY = re.compile(r"\s*(\w+)\s*\((.*)\)\s*\Z", re.DOTALL)


def canonical_options(options: Options) -> Options:
    """Return options as the catalog keeps them, sorted by name, without those that hold anyway."""
    spelled = ((name.lower(), str(value)) for name, value in options)
    found = ((name, _spelled(name, value)) for name, value in spelled)
    return tuple(sorted(option for option in found if option not in _DEFAULTS))


def canonical_bound(text: str) -> str:
    """Return what a partition holds as the server says it: FOR VALUES ... or DEFAULT."""
    found = _BOUND.match(text)
    if found is None:
        return "DEFAULT"
    words = single_spaced(found[1])
    for pattern, word in _BOUND_WORDS:
        words = pattern.sub(word, words)
    return f"FOR VALUES {words}"


def index_of(option: tuple[str, str]) -> str | None:
    """Return the index that an option of a table names, None for one that names none."""
    name, value = option
    if name == CLUSTER_ON:
        return value
    if name == REPLICA_IDENTITY and value.startswith("index "):
        return value.removeprefix("index ")
    return None


def _spelled(name: str, value: str) -> str:
    if name in _LOWER:
        return value.strip().lower()
    if name == PARTITION_BY:
        return _partition_key(value)
    if name == ROW_SECURITY:
        return ", ".join(sorted(word.strip().lower() for word in value.split(",") if word.strip()))
    return shortened(value) if name in (TABLESPACE, CLUSTER_ON) else value


def _partition_key(text: str) -> str:
    found = _STRATEGY.match(text)
    if found is None:
        return single_spaced(text)
    return f"{found[1].upper()} ({single_spaced(found[2])})"

"""The rows of PostgreSQL's tables, and the positions of its sequences, as statements."""

from __future__ import annotations

from goofer_py.dialects.postgresql.options import PARTITION_BY
from goofer_py.dialects.postgresql.quoting import literal, qualified, quote
from goofer_py.introspect.insertion import insertion
from goofer_py.schema import Column, Name, Table
from goofer_py.stores.store import Session

_COUNTERS = """
SELECT nullif(schemaname, current_schema()), sequencename, last_value FROM pg_sequences
WHERE last_value IS NOT NULL AND schemaname !~ '^(pg_|goofer_kept)'
ORDER BY 1 NULLS FIRST, 2
"""


def inserted(session: Session, table: Table) -> str | None:
    """Return the statement that inserts the rows; partitions have none of their own."""
    if table.partition_of is not None:
        return None
    # Without ONLY, the rows of what inherits would be among them, as those of partitions must be.
    name = qualified(table.name)
    is_whole = any(option == PARTITION_BY for option, _ in table.options)
    always = any(c.identity and c.identity.kind == "always" for c in table.columns)
    return insertion(
        session,
        table,
        _written,
        place=name if is_whole else f"ONLY {name}",
        overriding=" OVERRIDING SYSTEM VALUE" if always else "",
    )


def counters(session: Session) -> tuple[str, ...]:
    """Return what sets the sequences that gave a number already to where they are."""
    return tuple(
        f"SELECT setval({literal(qualified(Name(name, schema)))}, {last});"
        for schema, name, last in session.query(_COUNTERS)
    )


def _written(column: Column) -> str:
    return f"quote_nullable({quote(column.name)}::text)"

"""What DO blocks do: those that goofer writes itself are known, no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goofer_py.dialects.postgresql.reading.nodes import option
from goofer_py.hazards.action import Action, AlterObject, ChangeAccess, Harmless, Unread
from goofer_py.schema import Name

if TYPE_CHECKING:  # Comes with the extra lint.
    from postgast import pg_query_pb2 as pb

# Blocks that goofer writes itself, and what they do.
_OWN: tuple[tuple[re.Pattern[str], Action], ...] = (
    (re.compile(r".*\bset_config\('goofer\.access'.*", re.DOTALL), Harmless("note access")),
    (
        re.compile(r"\s*BEGIN\s+DROP SCHEMA goofer_kept_\w+;\s+EXCEPTION [^;]+;[^\n]*\s+END\s*"),
        Harmless("drop schema"),
    ),
    (
        re.compile(r"\s*BEGIN\s+EXECUTE format\('COMMENT ON SCHEMA %I IS %L', [^;]*;\s+END\s*"),
        Harmless("comment"),
    ),
    (
        re.compile(
            r"\s*DECLARE\s+statement text;\s+BEGIN\s+FOR statement IN\s+SELECT"
            r" format\('GRANT %s ON %s TO %s%s', [^;]*\s+LOOP\s+EXECUTE statement;\s+END LOOP;"
            r"\s+END\s*"
        ),
        ChangeAccess(grants=True),
    ),
    (
        re.compile(
            r"\s*BEGIN\s+EXECUTE 'ALTER SCHEMA ' \|\| quote_ident\(current_schema\(\)\)"
            r" \|\| ' OWNER TO [^;']*';\s+END\s*"
        ),
        AlterObject("schema", Name("(the default schema)"), "owner"),
    ),
)


def block(found: pb.DoStmt) -> Iterator[Action]:
    """Yield what a DO block does."""
    body = dict(option(node.def_elem) for node in found.args).get("as", "")
    for form, does in _OWN:
        if form.fullmatch(body):
            yield does
            return
    yield Unread("a DO block runs what only the server reads")

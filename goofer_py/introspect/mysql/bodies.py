"""Bodies of routines, triggers and events as they were written.

The catalog shows them without what escapes the quotes and backslashes of their literals, so that
one with a literal is taken from the statement that the server shows for it.
"""

from __future__ import annotations

import re

from goofer_py.introspect.mysql.catalog import quoted
from goofer_py.stores.store import Session

_QUOTED = r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`"""
_LITERAL = re.compile(r"""['"]""")
_COLUMN = {"event": 3}
"""Which column of SHOW CREATE has the statement, where it is not the usual one."""


def written_body(session: Session, kind: str, database: str, name: str, body: str) -> str:
    """Return the body of the object whose body the catalog shows as `body`."""
    body = body.strip()
    if _LITERAL.search(body) is None:
        return body
    shown = session.query(f"SHOW CREATE {kind.upper()} {quoted(database)}.{quoted(name)}")
    statement = shown[0][_COLUMN.get(kind, 2)]
    return body if statement is None else body_of(str(statement), body)


def body_of(statement: str, shown: str) -> str:
    """Return the body that ends a statement, told from how the catalog shows it.

    Both are the same up to the first literal, which may have the name of its charset before it.
    """
    start = _LITERAL.split(shown, maxsplit=1)[0]
    pattern = re.compile(
        rf"""(?:{_QUOTED})|(?<=[\s)])({re.escape(start)})(?=\s*\w*\s*['"])""", re.DOTALL
    )
    for match in pattern.finditer(statement):
        if match[1] is not None:
            return statement[match.start(1) :].strip()
    return shown

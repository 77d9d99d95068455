"""Scripts of commands: documents of runCommand in extended JSON, in a list or one after another."""

from __future__ import annotations

import json
import re

from goofer_py.dialects.statement import Statement
from goofer_py.dialects.syntax import Syntax
from goofer_py.stores.json_script import JsonScript

DATABASE = "$db"
"""Names, in a command, another database than that of the URL."""

_REFUSED = {
    **dict.fromkeys(
        (
            "startTransaction",
            "commitTransaction",
            "abortTransaction",
            "endSessions",
            "startSession",
        ),
        "transactions are goofer's own",
    ),
    **dict.fromkeys(
        ("authenticate", "saslStart", "saslContinue", "logout", "hello", "isMaster"),
        "the connection is goofer's own",
    ),
    **dict.fromkeys(
        ("find", "getMore", "killCursors"), "a script does nothing with what it answers"
    ),
}
_NAME = re.compile(r'\{\s*("(?:[^"\\]|\\.)*")\s*:')


def command_of(text: str) -> str:
    """Return the name of a command: its first key."""
    found = _NAME.match(text)
    return str(json.loads(found[1])) if found else ""


def _check(statement: Statement) -> None:
    name = command_of(statement.text)
    if not name or name == DATABASE:
        raise _SCRIPT.refused(statement, "a document here has to begin with a command")
    if why := _REFUSED.get(name):
        raise _SCRIPT.refused(statement, f"{name} may not be in a migration: {why}")


def _constant(name: str) -> str:
    return f'write {{"$numberDouble": "{name}"}}'


_SCRIPT = JsonScript(
    _check,
    _constant,
    'write commands like {"insert": "things", "documents": [{"_id": 1}]}',
)
cut = _SCRIPT.cut
MONGODB_SYNTAX = Syntax(cut=cut)

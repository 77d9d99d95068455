"""Scripts of calls: {"method": ..., "path": ..., "body": ...}, in a list or one after another."""

from __future__ import annotations

import json
from typing import Any

from goofer_py.dialects.statement import Statement
from goofer_py.dialects.syntax import Syntax
from goofer_py.stores.json_script import JsonScript

METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD")
LISTED = ("_bulk", "_msearch")
"""The last words of the paths whose bodies are lists: a line for each of their documents."""
_KEYS = ("method", "path", "body")


def is_listed(path: str) -> bool:
    """Say whether the body of a call is a list."""
    return path.partition("?")[0].rstrip("/").rpartition("/")[2] in LISTED


def _check(statement: Statement) -> None:
    if wrong := _wrong(json.loads(statement.text)):
        raise SCRIPT.refused(statement, wrong)


def _wrong(call: Any) -> str:
    """Return what is wrong with a call; nothing when it is right."""
    unknown = sorted(set(call) - set(_KEYS))
    if unknown:
        return f"a call has method, path and body, and no {unknown[0]!r}"
    method, path = call.get("method"), call.get("path")
    if method not in METHODS:
        return f"the method of a call is one of {', '.join(METHODS)}, not {method!r}"
    if not isinstance(path, str) or not path.startswith("/") or any(map(str.isspace, path)):
        return f"the path of a call begins with / and has no blanks: {path!r}"
    body = call.get("body")
    if is_listed(path) and not isinstance(body, list):
        return f"the body of {path} is a list: an action, its document, an action, ..."
    if not is_listed(path) and not isinstance(body, dict | None):
        return f"the body of {path} is an object"
    return ""


def _constant(name: str) -> str:  # noqa: ARG001 - of none of them
    return "numbers of JSON are finite"


SCRIPT = JsonScript(
    _check,
    _constant,
    'write calls like {"method": "PUT", "path": "/things/_doc/1", "body": {"name": "one"}}',
)
SEARCH_SYNTAX = Syntax(cut=SCRIPT.cut)

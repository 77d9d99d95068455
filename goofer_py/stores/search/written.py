"""What changes of indexes are as scripts, and as a migration in Python."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from textwrap import indent
from typing import Any

from goofer_py.stores.search.changes import Change, Moved, Sent

_LINE = 100
_WIDTH = 80

_CODE = """\
from __future__ import annotations

from goofer_py.migrate.context import Context

transaction = False


def up(context: Context) -> None:
{up}


def down(context: Context) -> None:
{down}
"""


def script(changes: Sequence[Change], way: str) -> str:
    """Return the calls of one way; a move stands there as a comment, for it is done in code."""
    return "".join(_line(one) for one in _ordered(changes, way))


def code(changes: Sequence[Change]) -> str:
    """Return both ways as Python."""
    ways = {
        way: "\n".join(_statement(one, way) for one in _ordered(found, way)) or "pass"
        for way, found in (("up", changes), ("down", changes[::-1]))
    }
    return _CODE.format(**{way: indent(text, "    ") for way, text in ways.items()})


def _ordered(changes: Sequence[Change], way: str) -> Iterator[Sent | Moved]:
    for one in changes:
        if one.moved is not None:
            yield one.moved
        else:
            yield from one.up if way == "up" else one.down


def _line(one: Sent | Moved) -> str:
    if isinstance(one, Moved):
        return f"// {one.new.name} takes the place of {one.old}, or the other way round\n"
    text = json.dumps(one.document(), ensure_ascii=False)
    if len(text) > _LINE:
        text = json.dumps(one.document(), ensure_ascii=False, indent=2)
    return f"{text}\n"


def _statement(one: Sent | Moved, way: str) -> str:
    if isinstance(one, Sent):
        given = (one.method, one.target, *(() if one.body is None else (one.body,)))
        return _called("call", [_literal(value) for value in given])
    names = [_literal(one.alias), _literal(one.new.name)]
    if way == "down":
        return _called("change_back", [names[0], _literal(one.old), names[1]])
    options = {"mappings": dict(one.new.mappings), "settings": dict(one.new.settings)}
    return _called("change_mapping", [*names, *(f"{k}={_literal(v)}" for k, v in options.items())])


def _called(helper: str, arguments: Sequence[str]) -> str:
    return _bracketed(f"context.helpers.{helper}(", arguments, ")")


def _literal(value: Any) -> str:
    """Return a value as Python has it, on lines of their own where it is long."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        parts = [f"{_literal(key)}: {_literal(one)}" for key, one in value.items()]
        return _bracketed("{", parts, "}")
    if isinstance(value, list | tuple):
        return _bracketed("[", [_literal(one) for one in value], "]")
    return repr(value)


def _bracketed(opening: str, parts: Sequence[str], closing: str) -> str:
    line = f"{opening}{', '.join(parts)}{closing}"
    if len(line) <= _WIDTH and "\n" not in line:
        return line
    inside = "".join(f"{indent(one, '    ')},\n" for one in parts)
    return f"{opening}\n{inside}{closing}"

"""What SET does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from goofer_py.dialects.postgresql.reading.nodes import expression, word
from goofer_py.hazards.action import Action, SetSetting, SetTimeout

if TYPE_CHECKING:  # Comes with the extra lint.
    from postgast import pg_query_pb2 as pb

_TIMEOUTS = {"lock_timeout": "lock", "statement_timeout": "statement"}
_TIME = re.compile(r"\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>us|ms|s|min|h|d)?\s*")
_UNITS = {"us": 0.001, "ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000, "d": 86_400_000}


def set_setting(found: pb.VariableSetStmt) -> Iterator[Action]:
    """Yield what SET, SET LOCAL and RESET do."""
    value = ", ".join(_value(node) for node in found.args)
    what = _TIMEOUTS.get(found.name)
    if what is None:
        yield SetSetting(found.name or word(found, "kind"), value, found.is_local)
    else:
        yield SetTimeout(what, milliseconds(value), found.is_local)


def milliseconds(value: str) -> int:
    """Return a time as the server reads it, in ms; 0 for what is none."""
    found = _TIME.fullmatch(value)
    if found is None:
        return 0
    return max(round(float(found["number"]) * _UNITS[found["unit"] or "ms"]), 0)


def _value(node: pb.Node) -> str:
    constant = node.a_const
    if constant.HasField("sval"):
        return str(constant.sval.sval)
    if constant.HasField("ival"):
        return str(constant.ival.ival)
    return expression(node)

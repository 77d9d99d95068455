"""Patterns of keys, as the server reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from goofer_py.stores.redis.values import sent

_TOKEN = re.compile(
    rb"(?P<any>\*)|(?P<one>\?)|(?P<set>\[)(?P<not>\^?)(?P<inside>(?:\\.|[^\]]-.|[^\]])*)\]?"
    rb"|\\?(?P<plain>.)",
    re.DOTALL,
)
_INSIDE = re.compile(rb"\\(?P<escaped>.)|(?P<first>.)-(?P<last>.)|(?P<plain>.)", re.DOTALL)


def matching(pattern: str) -> Callable[[bytes], bool]:
    """Return what says of a key whether SCAN finds it by a pattern."""
    made = b"".join(map(_expression, _TOKEN.finditer(sent(pattern))))
    compiled = re.compile(made, re.DOTALL)
    return lambda key: compiled.fullmatch(key) is not None


def _expression(token: re.Match[bytes]) -> bytes:
    if token["any"]:
        return b".*"
    if token["one"]:
        return b"."
    if not token["set"]:
        return re.escape(token["plain"])
    inside = b"".join(_members(token["inside"]))
    if not inside:
        return b"." if token["not"] else b"(?!)"
    return b"[%s%s]" % (token["not"], inside)


def _members(inside: bytes) -> Iterator[bytes]:
    for one in _INSIDE.finditer(inside):
        if one["first"]:
            yield b"\\x%02x-\\x%02x" % tuple(sorted((one["first"][0], one["last"][0])))
        else:
            yield b"\\x%02x" % (one["escaped"] or one["plain"])[0]

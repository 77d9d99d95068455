"""The values of keys, as Python has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from goofer_py.stores.redis.queue import Argument, Command

Value = str | bytes | Mapping[str, object] | Sequence[object] | AbstractSet[object]
"""What a key can hold; a zset is a mapping of members to scores."""


def text(value: Any) -> str:
    """Return what the server says as text; bytes that are none can be written back as they were."""
    return value.decode("utf-8", "surrogateescape") if isinstance(value, bytes) else str(value)


def sent(value: str) -> bytes:
    """Return a text as it is sent, with what was no text as it was: what `text` leads back from."""
    return value.encode("utf-8", "surrogateescape")


def argument(value: object) -> Argument:
    """Return a value as a command can have it."""
    if isinstance(value, bool) or value is None:
        raise TypeError(f"{value!r} is no value of Redis: write a number or a text")
    if isinstance(value, bytes | int | float):
        return value
    return sent(str(value))


def _pairs(value: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {text(name): text(one) for name, one in value.items()}
    flat = map(text, value)
    return dict(zip(flat, flat, strict=True))


def _scores(value: Any) -> dict[str, float]:
    if value and isinstance(value[0], tuple):
        return {text(member): float(score) for member, score in value}
    flat = iter(value)
    return {text(member): float(score) for member, score in zip(flat, flat, strict=True)}


READ: Mapping[str, tuple[tuple[str, ...], Callable[[Any], Any]]] = {
    "string": (("GET",), text),
    "hash": (("HGETALL",), _pairs),
    "list": (("LRANGE", "0", "-1"), lambda found: [text(one) for one in found]),
    "set": (("SMEMBERS",), lambda found: {text(one) for one in found}),
    "zset": (("ZRANGE", "0", "-1", "WITHSCORES"), _scores),
}
"""How a value of each type is asked for, the key left out, and read."""


def written(key: bytes, kind: str, value: Any) -> Iterable[Command]:
    """Yield what writes a value to a key that is not there; nothing for one that holds nothing."""
    if kind == "string":
        yield ("SET", key, argument(value))
    elif not value:
        return
    else:
        if kind == "hash":
            flat = [argument(one) for pair in value.items() for one in pair]
        elif kind == "zset":
            flat = [argument(one) for member, score in value.items() for one in (score, member)]
        else:
            flat = list(map(argument, value))
        yield from in_parts(_WRITES[kind], key, flat)


def in_parts(word: str, key: bytes, arguments: Sequence[Argument]) -> Iterable[Command]:
    """Yield commands about a key with all arguments, as many as a script can pass on in each."""
    for at in range(0, len(arguments), _AT_ONCE):
        yield (word, key, *arguments[at : at + _AT_ONCE])


_WRITES = {"hash": "HSET", "zset": "ZADD", "list": "RPUSH", "set": "SADD"}
_AT_ONCE = 1000
"""How many arguments one command has at most; an even number."""

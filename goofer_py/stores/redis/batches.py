"""What the helpers do to one portion of keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from goofer_py.errors import StatementFailed, UsageError
from goofer_py.stores.redis.patterns import matching
from goofer_py.stores.redis.queue import Argument, Command
from goofer_py.stores.redis.values import argument, in_parts, sent, text, written

# What is gone since it was found was renamed, or deleted by somebody.
RENAME = """
for i = 1, #KEYS, 2 do
  if redis.call('EXISTS', KEYS[i]) == 1 then redis.call('RENAME', KEYS[i], KEYS[i + 1]) end
end
"""
RENAME_NEW = """
for i = 1, #KEYS, 2 do
  if redis.call('EXISTS', KEYS[i]) == 1 and redis.call('RENAMENX', KEYS[i], KEYS[i + 1]) == 0 then
    return redis.error_reply('TAKEN the key ' .. KEYS[i + 1] .. ' is there already, and '
      .. KEYS[i] .. ' was to be renamed to it')
  end
end
"""


ON_EACH = """
for _, key in ipairs(KEYS) do redis.call(ARGV[1], key, unpack(ARGV, 2)) end
"""
READ_ALL = """
local found = {}
for i, key in ipairs(KEYS) do
  local value, left = false, -2
  if redis.call('TYPE', key).ok == ARGV[1] then
    value = redis.call(ARGV[2], key, unpack(ARGV, 3))
    left = redis.call('PTTL', key)
  end
  found[2 * i - 1], found[2 * i] = value, left
end
return found
"""


class Worked(Protocol):
    """A session, as far as portions need it."""

    def pipelined(self, commands: Sequence[Command], *, raises: bool = True) -> list[Any]:
        """Run commands and return what they answer."""

    def failed(self, message: str) -> StatementFailed:
        """Return what to raise."""


def renaming(match: str, to: Callable[[str], str] | tuple[str, str]) -> Callable[[str], str]:
    """Return what gives the new name of a key; it raises UsageError for one that matches too."""
    matches = matching(match)

    def checked(key: str) -> str:
        if not isinstance(to, tuple):
            found = to(key)
        else:
            found = to[1] + key.removeprefix(to[0]) if key.startswith(to[0]) else key
        if found != key and matches(sent(found)):
            raise UsageError(
                f"{key} would become {found}, which matches {match} too: it might be renamed"
                " again.",
                hint="rename to names that do not match, or narrow the pattern",
            )
        return found

    return checked


def move(session: Worked, pairs: Sequence[tuple[bytes, bytes]], *, replace: bool) -> None:
    """Rename keys from one slot to another: written under the new name, and then deleted."""
    olds = [old for old, _ in pairs]
    dumps = session.pipelined([("DUMP", old) for old in olds])
    lives = session.pipelined([("PTTL", old) for old in olds])
    there = [
        (*pair, dump, left) for pair, dump, left in zip(pairs, dumps, lives, strict=True) if dump
    ]
    end = ("REPLACE",) if replace else ()
    answers = session.pipelined(
        [("RESTORE", new, max(int(left), 0), dump, *end) for _, new, dump, left in there],
        raises=False,
    )
    for (old, new, dump, _), answer in zip(there, answers, strict=True):
        if isinstance(answer, Exception) and not _same(session, new, dump):
            raise session.failed(
                f"the key {text(new)} is there already, and {text(old)} was to be renamed to it"
            )
    session.pipelined([("DEL", old) for old, *_ in there])


def _same(session: Worked, key: bytes, dump: bytes) -> bool:
    """Say whether a key was written by a run that was ended before it deleted the old one."""
    return bool(session.pipelined([("DUMP", key)])[0] == dump)


def read_each(
    session: Worked, keys: Sequence[bytes], command: Sequence[str]
) -> tuple[Sequence[Any], Sequence[int]]:
    """Return the values of keys in any slots, and how long they live, in ms."""
    name, *rest = command
    values = session.pipelined([(name, key, *rest) for key in keys], raises=False)
    return values, session.pipelined([("PTTL", key) for key in keys])


def restored(session: Worked, keys: Sequence[bytes]) -> Iterable[Command]:
    """Return what writes keys anew as they are."""
    dumps = session.pipelined([("DUMP", key) for key in keys])
    lives = session.pipelined([("PTTL", key) for key in keys])
    found = zip(keys, dumps, lives, strict=True)
    return [
        ("RESTORE", key, max(int(left), 0), dump, "REPLACE") for key, dump, left in found if dump
    ]


def fields(key: bytes, before: Mapping[str, str], after: Mapping[str, object]) -> Iterable[Command]:
    """Yield what leads from the fields of a hash to others."""
    new = {name: one for name, one in after.items() if before.get(name) != one}
    yield from written(key, "hash", new)
    yield from in_parts("HDEL", key, [argument(name) for name in before if name not in after])


def pair(name: str, value: object) -> tuple[Argument, Argument]:
    """Return a field and its value as a command has them."""
    return argument(name), argument(value)


def named(described: Any) -> str:
    """Return the name of a module or a library, however this version of the client tells it."""
    if isinstance(described, Mapping):
        found = described.get("name") or described.get(b"name")
        return text(found or described.get("library_name") or described.get(b"library_name"))
    flat = [text(one) if isinstance(one, bytes | str) else "" for one in described]
    at = next((i for i, one in enumerate(flat) if one in ("name", "library_name")), -1)
    return flat[at + 1] if at >= 0 else ""

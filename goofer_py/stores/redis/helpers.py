"""What makes the usual migrations of keys short: in portions, and safe to be cut off anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from goofer_py.errors import UsageError
from goofer_py.stores.portions import Steps, remembering
from goofer_py.stores.redis import batches
from goofer_py.stores.redis.scan import Place, Scan, Scanned
from goofer_py.stores.redis.search import Search
from goofer_py.stores.redis.values import READ, Value, sent, text, written

if TYPE_CHECKING:
    from goofer_py.stores.redis.queue import Argument, Command

Renaming = Callable[[str], str] | tuple[str, str]
"""Gives the new name of a key, or what it begins with before and afterwards."""
Work = Callable[[Sequence[bytes]], object]


S = TypeVar("S", bound=Any)


class Session(Scanned, batches.Worked, Protocol):
    """A session, as far as the helpers need it."""

    @property
    def database(self) -> str:
        """What to call it in messages."""

    def is_own(self, key: bytes) -> bool:
        """Say whether a key is one of goofer's own books."""

    def ask(self, *command: Argument) -> Any:
        """Run one command and return what it answers."""

    def everywhere(self, *command: Argument) -> None:
        """Run one command on all primary servers."""

    def queue(self, commands: Iterable[Command]) -> None:
        """Run commands together with how far it is."""

    def queue_lua(self, script: str, keys: Sequence[bytes], rest: Sequence[Argument]) -> None:
        """Run a function in Lua together with how far it is."""


class RedisHelpers:
    """The helpers of one migration; patterns are those of SCAN, keys and values are text.

    Each goes through the keys in portions of about `size`. What a portion changes is written
    together with how far it is (on a Cluster right before it), and each leaves what it has changed
    already as it is: a run that was ended anywhere is gone on with by the next. Between two
    portions, `pause` seconds pass.
    """

    def __init__(self, session: Session, steps: Steps | None) -> None:
        self._session = session
        self._steps = steps

    def rename(
        self,
        match: str,
        to: Renaming,
        *,
        replace: bool = False,
        size: int = 1000,
        pause: float = 0.0,
    ) -> int:
        """Rename the keys that match; returns how many were looked at, earlier runs included.

        Raises StatementFailed for a name that is taken, unless those are to be replaced, and
        UsageError for a new name that matches too: it might be renamed again.
        """
        new = batches.renaming(match, to)

        def work(keys: Sequence[bytes]) -> None:
            pairs = [(key, sent(new(text(key)))) for key in keys]
            changed = [pair for pair in pairs if pair[0] != pair[1]]
            if self._session.cluster:
                batches.move(self._session, changed, replace=replace)
            else:
                script = batches.RENAME if replace else batches.RENAME_NEW
                flat = [name for pair in changed for name in pair]
                self._session.queue_lua(script, flat, ())

        return self._through(f"rename {match}", match, None, work, size, pause)

    def expire(
        self, match: str, seconds: float | None, *, size: int = 1000, pause: float = 0.0
    ) -> int:
        """Let the keys that match live for `seconds` from now on, or for ever with None."""
        milliseconds = None if seconds is None else round(seconds * 1000)

        def work(keys: Sequence[bytes]) -> None:
            command = ("PERSIST",) if milliseconds is None else ("PEXPIRE", milliseconds)
            if self._session.cluster:
                name, *rest = command
                self._session.queue([(name, key, *rest) for key in keys])
            else:
                self._session.queue_lua(batches.ON_EACH, keys, command)

        return self._through(f"expire {match} {seconds}", match, None, work, size, pause)

    def convert(
        self,
        match: str,
        kind: str,
        to: str,
        change: Callable[[Any], Value | None],
        *,
        size: int = 500,
        pause: float = 0.0,
    ) -> int:
        """Write the keys of one type as another one; types are those of the command TYPE.

        `change` is given a value (str, dict, list, set, or dict of scores for a zset) and returns
        the new one, or None to leave the key as it is. How long a key lives stays.
        """
        if kind == to:
            raise UsageError(
                f"Both types are {kind}: a run that goes on would not know which are done.",
                hint="helpers.change_hash for the fields of hashes, or helpers.each",
            )
        if kind not in READ or to not in READ:
            raise UsageError(f"There is no type {kind!r} or {to!r}; there are {', '.join(READ)}.")

        def work(keys: Sequence[bytes]) -> None:
            commands: list[Command] = []
            for key, value, left in self._read(keys, kind):
                if (new := change(value)) is None:
                    continue
                commands += [("DEL", key), *written(key, to, new)]
                commands += [("PEXPIRE", key, left)] if left > 0 else []
            self._session.queue(commands)

        return self._through(f"convert {match} to {to}", match, kind, work, size, pause)

    def change_hash(
        self,
        match: str,
        change: Callable[[dict[str, str]], Mapping[str, object] | None],
        *,
        size: int = 500,
        pause: float = 0.0,
    ) -> int:
        """Change the fields of hashes: `change` returns what they are afterwards, None for as is.

        Fields that are left out go. It may be given a hash that it has changed before.
        """

        def work(keys: Sequence[bytes]) -> None:
            commands: list[Command] = []
            for key, value, _ in self._read(keys, "hash"):
                if (new := change(dict(value))) is not None:
                    commands += batches.fields(key, value, new)
            self._session.queue(commands)

        return self._through(f"change hashes {match}", match, "hash", work, size, pause)

    def rename_field(
        self, match: str, old: str, new: str, *, size: int = 500, pause: float = 0.0
    ) -> int:
        """Rename a field of hashes, where it is there and the new one is not."""

        def change(value: dict[str, str]) -> dict[str, str] | None:
            if old not in value or new in value:
                return None
            return {new if name == old else name: one for name, one in value.items()}

        return self.change_hash(match, change, size=size, pause=pause)

    def reencode(
        self, match: str, kind: str | None = None, *, size: int = 200, pause: float = 0.0
    ) -> int:
        """Write keys anew as they are, in the encoding that the server's settings now ask for."""

        def work(keys: Sequence[bytes]) -> None:
            self._session.queue(batches.restored(self._session, keys))

        return self._through(f"reencode {match}", match, kind, work, size, pause)

    def each(
        self,
        match: str,
        change: Callable[[Sequence[bytes]], Iterable[Command]],
        *,
        kind: str | None = None,
        name: str = "",
        size: int = 1000,
        pause: float = 0.0,
    ) -> int:
        """Give keys to `change`, portion by portion, and run the commands that it returns.

        It may be given a key again. `name` tells such steps of one migration from one another.
        """

        def work(keys: Sequence[bytes]) -> None:
            self._session.queue(list(change(keys)))

        return self._through(f"each {match} {name}".strip(), match, kind, work, size, pause)

    def copy_stream(
        self,
        source: str,
        target: str,
        change: Callable[[dict[str, str]], Mapping[str, object] | None] = dict,
        *,
        size: int = 500,
        pause: float = 0.0,
    ) -> int:
        """Copy the entries of a stream, with their ids; those for which `change` is None stay out.

        Returns how many were looked at. The target may have no later entries.
        """
        fresh = self._session.cluster

        def work(step: S) -> S:
            nonlocal fresh
            after = f"({step.position}" if step.position else "-"
            entries = self._session.ask("XRANGE", source, after, "+", "COUNT", size)
            # On a Cluster, what an earlier run was ended in may be there, and nothing tells of it.
            there = self._there(target, [id_ for id_, _ in entries]) if fresh else ()
            fresh = False
            commands: list[Command] = []
            for id_, fields in entries:
                new = change({text(k): text(v) for k, v in fields.items()})
                if new and id_ not in there:
                    pairs = (one for pair in new.items() for one in batches.pair(*pair))
                    commands.append(("XADD", target, id_, *pairs))
            self._session.queue(commands)
            done = step.done + len(entries)
            last = text(entries[-1][0]) if entries else step.position
            finished = len(entries) < size
            ended: S = replace(step, position=last, done=done, finished=finished)
            return ended

        name = f"copy stream {source} to {target}"
        steps = remembering(self._steps, name, size, "entry")
        return int(steps.portions(name, work, pause, counts="entries").done)

    def _there(self, stream: str, ids: Sequence[bytes]) -> set[bytes]:
        """Return those of the ids whose entries a stream has."""
        found = self._session.pipelined([("XRANGE", stream, one, one) for one in ids])
        return {one for one, entries in zip(ids, found, strict=True) if entries}

    def load_functions(self, library: str) -> None:
        """Load a library of functions, in the place of one with its name."""
        self._session.everywhere("FUNCTION", "LOAD", "REPLACE", library)

    def delete_functions(self, name: str) -> None:
        """Delete a library of functions, if it is there."""
        if any(batches.named(one) == name for one in self._session.ask("FUNCTION", "LIST")):
            self._session.everywhere("FUNCTION", "DELETE", name)

    def set_user(self, name: str, *rules: str) -> None:
        """Make a user of the server's ACL, or set it anew, with just these rules."""
        self._session.everywhere("ACL", "SETUSER", name, "reset", *rules)

    def delete_user(self, name: str) -> None:
        """Delete a user of the ACL, if it is there."""
        self._session.everywhere("ACL", "DELUSER", name)

    def create_index(self, name: str, *definition: Argument) -> None:
        """Create a search index, if it is not there; the definition is what follows its name.

        Raises UsageError where the server has no module for it.
        """
        Search(self._session).create(name, definition)

    def add_to_index(self, name: str, field: str, *definition: Argument) -> None:
        """Let a search index have one more field, if it has none of that name.

        The definition is what follows the field's name in FT.ALTER.
        """
        Search(self._session).add(name, field, definition)

    def drop_index(self, name: str) -> None:
        """Drop a search index, if it is there; what it was about stays."""
        Search(self._session).drop(name)

    def _read(self, keys: Sequence[bytes], kind: str) -> Iterable[tuple[bytes, Any, int]]:
        """Yield keys with their values and how long they live, in ms; without those that are gone.

        A negative time is none.
        """
        command, read = READ[kind]
        if self._session.cluster:
            values, lives = batches.read_each(self._session, keys, command)
        else:
            script = batches.READ_ALL
            answer = self._session.ask("EVAL", script, len(keys), *keys, kind, *command)
            values, lives = answer[::2], answer[1::2]
        for key, value, left in zip(keys, values, lives, strict=True):
            # It may have become another type, or gone, a moment ago; only a text can be empty.
            gone = value is None or isinstance(value, Exception)
            if not gone and (value or kind == "string"):
                yield key, read(value), int(left)

    def _through(
        self, name: str, match: str, kind: str | None, work: Work, size: int, pause: float
    ) -> int:
        steps = remembering(self._steps, name, size, "key")
        scan = Scan(self._session, match, kind, size)

        def portion(step: S) -> S:
            keys, place = scan.portion(Place.read(step.position))
            found = [key for key in keys if not self._session.is_own(key)]
            if found:
                work(found)
            done = step.done + len(found)
            share = scan.share(place)
            ended: S = replace(
                step,
                done=done,
                total=round(done / share) if share else 0,
                position=place.written(),
                finished=place.over,
            )
            return ended

        return int(steps.portions(name, portion, pause).done)

"""Going through all keys in portions, so that a run that was ended goes on where it stood."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from goofer_py.errors import StatementFailed

if TYPE_CHECKING:
    from goofer_py.stores.redis.queue import Argument


class Scanned(Protocol):
    """A session, as far as it is scanned."""

    cluster: bool

    @property
    def client(self) -> Any:
        """The client."""

    def on_node(self, node: Any, *command: Argument) -> Any:
        """Run one command on one of the servers; None is the only one there is."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a scan is: `cursor` of the server `node` in its life `life`; those `done` before.

    A cursor means something to the server that gave it, until that one is started again.
    """

    node: str = ""
    life: str = ""
    cursor: int = 0
    done: tuple[str, ...] = ()
    over: bool = False

    def written(self) -> str:
        """Return it as text."""
        return json.dumps([self.node, self.life, self.cursor, list(self.done)])

    @property
    def share(self) -> float:
        """About which share of the keys of one server came already.

        It counts its cursor up from the highest bit, whatever the size of its table.
        """
        return 1.0 if self.over else int(f"{self.cursor:064b}"[::-1], 2) / 2**64

    @classmethod
    def read(cls, text: str | None) -> Place:
        """Return what `written` gave; the beginning without one."""
        if text is None:
            return cls()
        node, life, cursor, done = json.loads(text)
        return cls(node, life, cursor, tuple(done))


class Scan:
    """All keys that match a pattern, of one type if one is given.

    A key that is there all the time comes at least once; one that comes or goes meanwhile may.
    """

    def __init__(self, session: Scanned, match: str, kind: str | None, size: int) -> None:
        self._session = session
        self._options: tuple[Argument, ...] = ("MATCH", match, "COUNT", size)
        self._sizes: dict[str, int] = {}
        if kind is not None:
            self._options += ("TYPE", kind)

    def portion(self, place: Place) -> tuple[Sequence[bytes], Place]:
        """Return the next keys, which may be none, and how far it is with them."""
        nodes = self._nodes()
        # Of a server that is gone before its end, others have the keys, which were done before.
        ended = place.done if set(nodes).difference(place.done) else ()
        left = [name for name in nodes if name not in ended]
        name = place.node if place.node in left else left[0]
        life = self._life(nodes[name])
        cursor = place.cursor if (name, life) == (place.node, place.life) else 0
        answer = self._session.on_node(nodes[name], "SCAN", cursor, *self._options)
        told, keys = answer[0], list(dict.fromkeys(answer[1]))
        # The client of a Cluster says of which server a cursor is.
        cursor = int(next(iter(told.values())) if isinstance(told, dict) else told)
        if cursor:
            return keys, Place(name, life, cursor, ended)
        return keys, Place(done=(*ended, name), over=len(left) == 1)

    def share(self, place: Place) -> float:
        """Return about which share of the keys of all servers came already, 0 if nobody knows."""
        if place.over or not self._session.cluster:
            return place.share
        if not self._sizes or (place.node and place.node not in self._sizes):
            self._sizes = {name: self._size(node) for name, node in self._nodes().items()}
        here = place.share * self._sizes.get(place.node, 0)
        came = sum(self._sizes.get(name, 0) for name in place.done) + here
        return came / total if (total := sum(self._sizes.values())) else 0.0

    def _size(self, node: Any) -> int:
        try:
            return int(self._session.on_node(node, "DBSIZE"))
        except StatementFailed:  # Whoever may go through all keys need not be allowed to ask.
            return 0

    def _nodes(self) -> dict[str, Any]:
        if not self._session.cluster:
            return {"": None}
        return {node.name: node for node in self._session.client.get_primaries()}

    def _life(self, node: Any) -> str:
        said = self._session.on_node(node, "INFO", "server")
        return str(said["run_id"])

"""Goofer's books on ClickHouse, which has neither transactions nor rows that can be locked.

A book is a table of entries, and its state: who holds the lease and until when, which entry is the
last one, and the steps of what is running. An entry counts once the state leads to it, each naming
the one before; the state is changed by one writer at a time (see `heads`), who has to hold the
lease where the entry is to be fenced. What a run left that was stopped in between leads nowhere.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from goofer_py.stores.clickhouse.heads import (
    Asked,
    CatalogHeads,
    Head,
    Heads,
    KeeperHeads,
    insert,
    make_keeper_map,
)
from goofer_py.stores.clickhouse.quoting import quoted, text
from goofer_py.stores.ledger import Cell, Fields, Promises, leased_by

if TYPE_CHECKING:
    from goofer_py.errors import StatementFailed

_TIMES = 200
_NO_LEASE: Mapping[str, Any] = {"token": "", "holder": "", "session": "", "since": 0, "until": 0}
_KEEPER = "KeeperMap"
_ALONE = re.compile(r"/goofer/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/")
"""The place in Keeper of what one server has for itself."""
_PART = 200_000
"""How many characters a row has in Keeper, which takes about a million bytes."""
_TABLE = (
    "CREATE TABLE IF NOT EXISTS {table} (id String, before String, number UInt64, fields String,"
    " written DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY id"
    " SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"
)
State = dict[str, Any]


class ClickHouseLedger:
    """The books of one session."""

    def __init__(self, session: Asked, refused: Callable[[str], StatementFailed]) -> None:
        self._session = session
        self._refused = refused
        self._kept: dict[str, bool] = {}

    @property
    def promises(self) -> Promises:
        """What a server does, and what Keeper does where there is one."""
        return Promises(durable=any(self._kept.values()))

    def create(self, book: str) -> None:
        """Make the table, in Keeper where there is one."""
        if self._engine(leased_by(book)) is None:
            self._make(leased_by(book))
        if self._engine(book) is None:
            self._make(book)

    def exists(self, book: str) -> bool:
        """Say whether the table is there."""
        return self._engine(book) is not None

    def entries(self, book: str) -> Sequence[tuple[int, Fields]]:
        """Return the entries that the state leads to, in the order of their numbers."""
        if self._engine(book) is None:
            return []
        # What is appended after this is not led to by this state.
        last = _state(self._heads(book).newest(leased_by(book)))["last"].get(book, "")
        rows = self._rows(book)
        found = []
        while last:
            if last not in rows:
                raise self._refused(
                    f"{book} lacks a record that its state leads to: somebody deleted rows of it,"
                    " or it was restored without the rest"
                )
            before, number, fields = rows[last]
            found.append((number, json.loads(fields)))
            last = before
        return found[::-1]

    def append(self, book: str, number: int, fields: Fields, token: str | None) -> None:
        """Add an entry, fenced, if its number is the next one."""
        identity, written = secrets.token_hex(16), False

        def change(state: State, now: int) -> bool:
            nonlocal written
            self._fence(book, state, token, now)
            if number != state["count"].get(book, 0) + 1:
                raise self._refused(f"record {number} of {book} was written by somebody else")
            if not written:
                # As long as the number is the next one, so is the one before it.
                self._write(book, identity, state["last"].get(book, ""), number, fields)
                written = True
            state["last"][book], state["count"][book] = identity, number
            return True

        self._change(book, change)

    def look(self, book: str) -> Cell | None:
        """Return the lease as it stands by the server's clock."""
        if self._engine(leased_by(book)) is None:
            return None
        head = self._heads(book).newest(leased_by(book))
        lease = _state(head)["lease"]
        if not lease["token"]:
            return None
        left = lease["until"] - head.now_ms
        return Cell(lease["token"], lease["holder"], lease["session"], lease["since"], left)

    def take(self, book: str, before: str, cell: Cell, seconds: float) -> bool:
        """Take the lease, if it is still that of `before` and has ended; says whether."""

        def change(state: State, now: int) -> bool:
            lease = state["lease"]
            if lease["token"] != before or lease["until"] > now:
                return False
            state["lease"] = {**_words(cell), "since": now, "until": now + round(seconds * 1000)}
            return True

        return self._change(book, change)

    def renew(self, book: str, token: str, seconds: float) -> bool:
        """Let the lease last for `seconds` from now on, if `token` holds it; says whether."""

        def change(state: State, now: int) -> bool:
            lease = state["lease"]
            if lease["token"] != token or lease["until"] <= now:
                return False
            lease["until"] = now + round(seconds * 1000)
            return True

        return self._change(book, change)

    def rewrite(self, book: str, token: str, cell: Cell, *, ended: bool) -> bool:
        """Write another token, holder and session, if `token` took the lease last; says whether."""

        def change(state: State, now: int) -> bool:
            lease = state["lease"]
            if lease["token"] != token:
                return False
            until = min(now, lease["until"]) if ended else lease["until"]
            state["lease"] = {**lease, **_words(cell), "until": until}
            return True

        return self._change(book, change)

    def steps(self, book: str, of: str) -> Sequence[tuple[int, Fields]]:
        """Return the steps of one migration, with their numbers, in the order of these."""
        if self._engine(leased_by(book)) is None:
            return []
        state = _state(self._heads(book).newest(leased_by(book)))
        steps = state["steps"].get(book, {}).get(of, {})
        return sorted((int(number), fields) for number, fields in steps.items())

    def put_step(self, book: str, of: str, number: int, fields: Fields, token: str | None) -> None:
        """Write a step, fenced."""

        def change(state: State, now: int) -> bool:
            self._fence(book, state, token, now)
            state["steps"].setdefault(book, {}).setdefault(of, {})[str(number)] = dict(fields)
            return True

        self._change(book, change)

    def clear_steps(self, book: str, of: str) -> None:
        """Forget the steps of one migration."""

        def change(state: State, now: int) -> bool:
            del now
            return state["steps"].get(book, {}).pop(of, None) is not None

        self._change(book, change)

    def _change(self, book: str, change: Callable[[State, int], bool]) -> bool:
        """Change the state by `change`, which says whether it is to be; again when it moved on."""
        of = leased_by(book)
        if self._engine(of) is None:
            self._make(of)
        heads = self._heads(book)
        for _ in range(_TIMES):
            head = heads.newest(of)
            state = _state(head)
            if not change(state, head.now_ms):
                return False
            # Two writers may mean the same, and only one of them has written it.
            state["by"] = secrets.token_hex(8)
            if heads.put(of, head.number + 1, json.dumps(state, ensure_ascii=False)):
                return True
        raise self._refused(f"the state of {of} was changed by others {_TIMES} times in a row")

    def _fence(self, book: str, state: State, token: str | None, now: int) -> None:
        del now  # One that has ended and was not taken over is as good as before.
        if token is not None and state["lease"]["token"] != token:
            raise self._refused(f"the lease of {leased_by(book)} is another run's now")

    def _engine(self, book: str) -> bool | None:
        """Say whether Keeper has the table; None when it is not there."""
        if book not in self._kept:
            found = self._session.ask(
                "SELECT engine, engine_full FROM system.tables WHERE database = currentDatabase()"
                f" AND name = {text(book)}"
            )
            if not found:
                return None
            engine, place = found[0]
            if self._session.cluster and (engine != _KEEPER or _ALONE.search(place)):
                raise self._refused(
                    f"{book} is that of one server, and not of the cluster {self._session.cluster}:"
                    " rename it, and tell goofer by `goofer baseline` what is there"
                )
            self._kept[book] = engine == _KEEPER
        return self._kept[book]

    def _make(self, book: str) -> None:
        if make_keeper_map(self._session, book):
            self._kept.pop(book, None)
            return
        if self._session.cluster:
            raise self._refused(
                "the servers of a cluster keep their books in Keeper, and KeeperMap is not set up:"
                " set keeper_map_path_prefix in the configuration of each of them"
            )
        self._session.tell(_TABLE.format(table=quoted(book)))

    def _heads(self, book: str) -> Heads:
        kept = self._engine(leased_by(book))
        return KeeperHeads(self._session) if kept else CatalogHeads(self._session)

    def _write(self, book: str, identity: str, before: str, number: int, fields: Fields) -> None:
        said = json.dumps(fields, ensure_ascii=False)
        if self._engine(book) is None:
            self._make(book)
        if self._engine(book):
            row = json.dumps([before, number, said], ensure_ascii=False)
            # The entry is there once its first part is, which is the last one to be written.
            for start in reversed(range(0, len(row), _PART)):
                key = f"p/{identity}/{start:012}" if start else f"e/{identity}"
                insert(self._session, book, key, row[start : start + _PART])
            return
        values = f"({text(identity)}, {text(before)}, {number}, {text(said)})"
        self._session.tell(
            f"INSERT INTO {quoted(book)} (id, before, number, fields) VALUES {values}"
        )

    def _rows(self, book: str) -> Mapping[str, tuple[str, int, str]]:
        """Return all rows by what they are called; some of them may lead nowhere."""
        if self._engine(book):
            found = self._session.ask(
                f"SELECT key, value FROM {quoted(book)} WHERE NOT startsWith(key, 'h/')"
                " ORDER BY key"
            )
            parts: dict[str, str] = {}
            for key, value in found:
                kind, identity, *_ = key.split("/")
                if kind == "e" or identity in parts:
                    parts[identity] = parts.get(identity, "") + value
            return {identity: tuple(json.loads(row)) for identity, row in parts.items()}
        rows = self._session.ask(f"SELECT id, before, number, fields FROM {quoted(book)}")
        return {identity: (before, int(number), said) for identity, before, number, said in rows}


def _state(head: Head) -> State:
    state: State = json.loads(head.state) if head.state else {}
    for name, empty in (("lease", dict(_NO_LEASE)), ("last", {}), ("count", {}), ("steps", {})):
        state.setdefault(name, empty)
    return state


def _words(cell: Cell) -> dict[str, str]:
    return {"token": cell.token, "holder": cell.holder, "session": cell.session}

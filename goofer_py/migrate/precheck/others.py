"""Checks of what others do: their transactions, their locks, the replicas that follow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from goofer_py.errors import GooferError
from goofer_py.migrate.precheck.bench import Bench
from goofer_py.migrate.precheck.finding import Finding, Verdict, graded, passed
from goofer_py.migrate.precheck.options import MB, PrecheckOptions
from goofer_py.migrate.precheck.sizes import age, size
from goofer_py.stores.registry import open_store
from goofer_py.stores.vitals import Replica

if TYPE_CHECKING:
    from goofer_py.stores.vitals import OpenTransaction, Vitals

_SHOWN = 3
_ORDER = (Verdict.PASS, Verdict.WARN, Verdict.FAIL)


def check_transactions(bench: Bench) -> Finding:
    """Look for transactions that are open for long, and for idle ones."""
    options = bench.options
    found = [
        (_open_for(one, options), one) for one in bench.vitals.transactions() if not one.yields
    ]
    told = [one for verdict, one in found if verdict is not Verdict.PASS]
    if not told:
        return passed("transactions", f"{len(found)} open, none of them for long")
    todo = "wait for them, or end them: old ones keep indexes from being built and rows from going"
    verdict = _worst(verdict for verdict, _ in found)
    return Finding("transactions", verdict, _listed([_told(one) for one in told]), todo)


def _open_for(one: OpenTransaction, options: PrecheckOptions) -> Verdict:
    verdicts = [graded(one.seconds, options.long_transaction)]
    if one.idle is not None:
        verdicts.append(graded(one.idle, options.idle_in_transaction))
    return _worst(verdicts)


def _told(one: OpenTransaction) -> str:
    idle = "" if one.idle is None else f", idle for {age(one.idle)}"
    return f"{one.about}, open for {age(one.seconds)}{idle}"


def check_locks(bench: Bench) -> Finding:
    """Look for locks that the pending statements would have to wait for."""
    holders = [one for one in bench.vitals.transactions(bench.touched) if one.tables]
    if not holders:
        return passed("locks", "nobody holds what the pending scripts touch")
    verdict = _worst(_held_for(one, bench.options.lock_held) for one in holders)
    told = [f"{', '.join(one.tables)}: {_told(one)}" for one in holders]
    todo = "wait until they are done, or end them; with lock_timeout a run does not queue for long"
    return Finding("locks", verdict, _listed(told), todo)


def _held_for(one: OpenTransaction, limit: float) -> Verdict:
    """Return a warning for any lock, unless it makes way; who sits idle on one does not go."""
    longest = max(one.seconds, one.idle or 0.0)
    return Verdict.FAIL if longest >= limit and not one.yields else Verdict.WARN


def check_replication(bench: Bench) -> Finding:
    """Look how far replicas are behind."""
    found = replicas_of(bench.vitals, bench.options)
    if not found:
        return passed("replication", "no replica follows")
    verdict = _worst(_behind(one, bench.options) for one in found)
    seen = _listed([lag(one) for one in found])
    if verdict is Verdict.PASS:
        return passed("replication", seen)
    return Finding("replication", verdict, seen, "let them catch up before more is written")


def replicas_of(vitals: Vitals, options: PrecheckOptions) -> list[Replica]:
    """Return how far the replicas are that are named, else those that the server knows.

    Raises Unseen where it knows that there are some, and nothing else of them.
    """
    return list(asked(options.replicas)) or list(vitals.replicas())


def asked(urls: Sequence[str]) -> Iterator[Replica]:
    """Ask replicas how far they are behind; one that does not answer is stopped."""
    for url in urls:
        store = open_store(url)
        try:
            session = store.connect()
            try:
                found = session.vitals.behind()
            finally:
                session.close()
        except GooferError as error:
            yield Replica(store.database, stopped=getattr(error, "server", "") or error.message)
            continue
        yield found or Replica(store.database, stopped="it follows nobody")


def _behind(one: Replica, options: PrecheckOptions) -> Verdict:
    if one.stopped:
        return Verdict.FAIL
    return _worst(
        [
            graded(one.seconds or 0.0, options.replication_lag),
            graded(one.bytes or 0, options.replication_bytes * MB),
        ]
    )


def too_far(one: Replica, options: PrecheckOptions) -> bool:
    """Say whether a replica is beyond a limit, or follows no more."""
    return _behind(one, options) is Verdict.FAIL


def lag(one: Replica) -> str:
    """Say how far a replica is."""
    if one.stopped:
        return f"{one.name}: {one.stopped}"
    parts = [age(one.seconds)] if one.seconds is not None else []
    parts += [size(one.bytes)] if one.bytes else []
    return f"{one.name} is behind by {' and '.join(parts) or 'nothing'}"


def _worst(verdicts: Sequence[Verdict] | Iterator[Verdict]) -> Verdict:
    return max(verdicts, key=_ORDER.index, default=Verdict.PASS)


def _listed(told: Sequence[str]) -> str:
    more = f"; and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return "; ".join(told[:_SHOWN]) + more

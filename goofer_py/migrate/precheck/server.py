"""Checks of the server itself: its version, its clock, the connections it has left."""

from __future__ import annotations

from datetime import UTC, datetime

from goofer_py.migrate.precheck.bench import Bench
from goofer_py.migrate.precheck.finding import (
    Finding,
    Verdict,
    failed,
    graded,
    passed,
    warned,
)
from goofer_py.migrate.precheck.sizes import age

_NEEDED = 3
"""A run has one connection; its lease and its watch have one each."""


def check_version(bench: Bench) -> Finding:
    """Look whether the server's version is supported, and whether it takes changes at all."""
    found = bench.vitals.standing()
    if found.closed:
        return failed("version", f"{found.name}: {found.closed}", "name its primary in the URL")
    oldest = ".".join(map(str, found.oldest))
    if not found.supported:
        todo = "upgrade the server"
        return failed("version", f"{found.name}; {oldest} is the oldest that goofer knows", todo)
    if found.untried:
        newest = ".".join(map(str, found.newest))
        seen = f"{found.name} is newer than {newest}, the last one that goofer was tried with"
        return warned("version", seen, "try the migrations on a copy, or upgrade goofer")
    return passed("version", f"{found.name} ({oldest} or later is needed)")


def check_connections(bench: Bench) -> Finding:
    """Look how many connections are left."""
    seats = bench.vitals.seats()
    if seats is None:
        return passed("connections", "a file has no limit")
    seen = f"{seats.taken} of {seats.limit} taken, {seats.left} left"
    todo = "close connections that nobody needs, or raise max_connections"
    # One of them is this very connection, which the run will have.
    if seats.left + 1 < _NEEDED:
        return failed("connections", f"{seen}; a run needs {_NEEDED}", todo)
    if seats.left < bench.options.connections_left:
        limit = bench.options.connections_left
        return warned("connections", f"{seen}; {limit} should stay for the programs", todo)
    return passed("connections", seen)


def check_clock(bench: Bench) -> Finding:
    """Compare the server's clock with that of this machine."""
    before, started = bench.clock.now(), bench.clock.monotonic()
    ((server,),) = bench.session.query(f"SELECT {bench.session.table_types.now_ms}")
    took = bench.clock.monotonic() - started
    there = datetime.fromtimestamp(float(server) / 1000, UTC)
    skew = (there - before).total_seconds() - took / 2
    way = "ahead of" if skew > 0 else "behind"
    seen = f"the server's clock is {age(abs(skew))} {way} this machine's"
    verdict = graded(abs(skew), bench.options.clock_skew)
    if verdict is Verdict.PASS:
        return passed("clock", seen)
    todo = "set both by NTP: versions and times in the history are this machine's"
    return Finding("clock", verdict, seen, todo)

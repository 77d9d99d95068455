"""Checks of the disk and of the last backup."""

from __future__ import annotations

import shutil

from goofer_py.migrate.precheck.bench import Bench
from goofer_py.migrate.precheck.finding import Finding, failed, passed, skipped, unknown, warned
from goofer_py.migrate.precheck.options import MB
from goofer_py.migrate.precheck.sizes import age, size
from goofer_py.migrate.precheck.source import (
    Unreadable,
    is_path,
    moment,
    newest,
    number,
    values_of,
)
from goofer_py.stores.vitals import Room

_COPIES = 2
"""A table that is written anew is there twice until it is done, or once and in the log."""
_SETTING = 'free_disk = "cmd:..." in [precheck], a command that writes the free bytes'
_BACKUP = 'backup = "PATH", a query or "cmd:..." in [precheck]; or goofer migrate --backup'


def check_disk(bench: Bench) -> Finding:
    """Compare the free room with what the pending statements may need at most."""
    copied = bench.vitals.bytes_of([one for one in bench.touched if one.copies])
    need = copied * _COPIES + bench.options.disk_reserve * MB
    try:
        room = _room(bench)
    except Unreadable as error:
        return unknown("disk", str(error), _SETTING)
    if room.free is None:
        return unknown("disk", f"up to {size(need)} are needed; {room.why}", _SETTING)
    where = f" in {room.where}" if room.where else ""
    seen = f"{size(room.free)} free{where}, up to {size(need)} needed"
    todo = "make room, or migrate in smaller steps"
    if room.free < need:
        return failed("disk", seen, todo)
    if room.free < 2 * need:
        return warned("disk", seen, todo)
    return passed("disk", seen)


def _room(bench: Bench) -> Room:
    source = bench.options.free_disk
    if source is None:
        return bench.vitals.room()
    if is_path(source):
        try:
            return Room(shutil.disk_usage(source).free, source)
        except OSError as error:
            raise Unreadable(f"{source}: {error.strerror}") from None
    values = values_of(source, bench.session)
    if not values:
        raise Unreadable("free_disk gave nothing")
    return Room(number(values[0]))


def _unasked(bench: Bench) -> Finding:
    """Say that no backup is configured: it matters where something is thrown away."""
    lost = bench.losing
    if not lost:
        return skipped("backup", "none is configured, and nothing pending loses data")
    seen = f"nothing says where backups are, and {', '.join(lost)} loses data"
    return unknown("backup", seen, _BACKUP)


def check_backup(bench: Bench) -> Finding:
    """Look how old the last backup is, and how large."""
    source = bench.options.backup
    if source is None:
        return _unasked(bench)
    try:
        found = _last(source, bench)
    except Unreadable as error:
        return failed("backup", str(error), _BACKUP)
    if found is None:
        return failed("backup", f"there is none: {source}", "goofer backup")
    what, seconds, held = found
    seen = f"{what} is {age(seconds)} old" + ("" if held is None else f", {size(held)}")
    if seconds >= bench.options.backup_age * 3600:
        limit = age(bench.options.backup_age * 3600)
        return failed("backup", f"{seen}; it may be {limit} old", "goofer backup")
    if held is not None and held < bench.options.backup_size:
        least = size(bench.options.backup_size)
        return failed("backup", f"{seen}; it should have {least}", "look at it: goofer backup")
    return passed("backup", seen)


def _last(source: str, bench: Bench) -> tuple[str, float, int | None] | None:
    """Return what the last backup is, its age in seconds and its bytes."""
    now = bench.clock.now()
    if is_path(source):
        last = newest(source)
        return last and (str(last[0]), (now - last[1]).total_seconds(), last[2])
    values = values_of(source, bench.session)
    if not values or values[0] is None:
        return None
    held = number(values[1]) if len(values) > 1 and values[1] is not None else None
    return "the last backup", (now - moment(values[0])).total_seconds(), held

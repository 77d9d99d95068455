"""Checks of what this role may do, asked for the very statements that are to come."""

from __future__ import annotations

from goofer_py.migrate.precheck.bench import Bench
from goofer_py.migrate.precheck.finding import Finding, failed, passed, unknown

_SHOWN = 5


def check_rights(bench: Bench) -> Finding:
    """Look for rights that the pending statements need and this role has not."""
    missing = bench.vitals.lacking(bench.touched)
    what = "1 statement" if bench.unread == 1 else f"{bench.unread} statements"
    unread = f"; {what} could not be read for it" if bench.unread else ""
    if missing:
        listed = ", ".join(f"{one.right} on {one.thing}" for one in missing[:_SHOWN])
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        todo = "; ".join(dict.fromkeys(one.remedy for one in missing[:_SHOWN]))
        return failed("rights", f"missing: {listed}{more}{unread}", todo)
    if unread:
        return unknown("rights", f"nothing is missing{unread}", "look at them, or try on a copy")
    asked = {one.name for one in bench.touched}
    return passed("rights", f"nothing is missing for {len(asked)} tables and objects")

"""How long a table is worked on while a lock is held: an estimate by its size, and by a rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from goofer_py.hazards.facts import Facts, Size
from goofer_py.hazards.finding import Estimate, Finding
from goofer_py.hazards.lint import Report
from goofer_py.hazards.rates import Rates
from goofer_py.hazards.rule import Duration
from goofer_py.hazards.scale import SCALES

_WORK: Mapping[Duration, str] = {
    Duration.SCAN: "reads",
    Duration.REWRITE: "writes anew",
    Duration.BUILD: "builds an index from",
}
_UNITS = ("bytes", "kB", "MB", "GB", "TB")
_STEP = 1000
_ROUND = 10
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def estimated(report: Report, facts: Facts) -> Report:
    """Return the report with how long what it finds takes, where the size of the table is known."""
    findings = (replace(one, estimate=_estimate(one, facts)) for one in report.findings)
    return replace(report, findings=tuple(findings))


def _estimate(finding: Finding, facts: Facts) -> Estimate | None:
    rule, table = finding.rule, finding.table
    size = None if table is None else facts.size(table)
    if size is None or not size.rows or not rule.lock or rule.duration not in _WORK:
        return None
    amount = _amount(size, rule.duration)
    rates = facts.rates or Rates.usual(facts.database)
    if not amount:  # Of what has parts, some servers know nothing.
        return None
    rate, work = rates.of(rule.duration), _WORK[rule.duration]
    lock = rule.lock if SCALES[facts.database].blocks(rule.lock) else ""
    return Estimate(size.rows, amount, amount / rate, rate, rates.source, work, lock)


def _amount(size: Size, work: Duration) -> int | None:
    """Return the bytes that are gone through: an index has no part in a scan, nor in a build."""
    if work is Duration.REWRITE or size.data is None:
        return size.bytes
    return size.data


def as_text(estimate: Estimate) -> str:
    """Return an estimate as people read it, without a full stop."""
    under = f"under {estimate.lock}" if estimate.lock else "while others read and write"
    return (
        f"{estimate.work} {in_bytes(estimate.bytes)} / {_rows(estimate.rows)}:"
        f" {in_time(estimate.seconds)} {under}"
        f" (estimate at {in_bytes(estimate.rate)}/s, {estimate.source})"
    )


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def in_bytes(number: float) -> str:
    """Return a number of bytes in a unit that suits it."""
    place = 0
    while number >= _STEP and place < len(_UNITS) - 1:
        number, place = number / _STEP, place + 1
    shown = f"{number:.1f}" if place and number < _ROUND else f"{number:.0f}"
    return f"{shown} {_UNITS[place]}"


def in_time(seconds: float) -> str:
    """Return a time as roughly as it is known."""
    if seconds < 1:
        return "less than 1 s"
    if seconds < 2 * _MINUTE:
        return f"about {seconds:.0f} s"
    if seconds < 2 * _HOUR:
        return f"about {seconds / _MINUTE:.0f} min"
    if seconds < 2 * _DAY:
        return f"about {seconds / _HOUR:.0f} h"
    return f"about {seconds / _DAY:.0f} days"

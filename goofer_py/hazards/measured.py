"""What a server was measured to do, and how that changes what rules say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from goofer_py.hazards.action import Step
from goofer_py.hazards.finding import Finding
from goofer_py.hazards.lint import Report
from goofer_py.hazards.rule import Duration
from goofer_py.hazards.scale import POSTGRESQL, Scale
from goofer_py.schema import Name

_COSTS = (Duration.NONE, Duration.INSTANT, Duration.SCAN, Duration.BUILD, Duration.REWRITE)
"""From the mildest to the worst."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What one statement did to what was there before it.

    `locks` maps a table, view or index to the strongest lock on it that the transaction holds by
    then; of the `locked` the statement itself took one that was not held before. `built` maps an
    index that was made or made again to its table, and those that this is a part of. `gone` are
    objects that no longer are, `broken` what no longer works, each with the server's word. The
    locks are those of `scale`. Where the server has forms of a statement, `form` is the mildest
    that it took, and `waits` maps tables to the lock for whose moment the statement waits until
    nobody uses them.
    """

    locks: Mapping[Name, str]
    locked: frozenset[Name] = frozenset()
    rewritten: frozenset[Name] = frozenset()
    scanned: frozenset[Name] = frozenset()
    built: Mapping[Name, frozenset[Name]] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    scale: Scale = POSTGRESQL
    form: str = ""
    waits: Mapping[Name, str] = field(default_factory=dict)

    @property
    def with_new_indexes(self) -> frozenset[Name]:
        """The tables of the indexes that were built."""
        return frozenset(chain.from_iterable(self.built.values()))

    def duration(self, table: Name) -> Duration:
        """Return what was done to a table while its lock was held."""
        if table in self.rewritten:
            return Duration.REWRITE
        if table in self.with_new_indexes:
            return Duration.BUILD
        return Duration.SCAN if table in self.scanned else Duration.INSTANT


@dataclass(frozen=True, slots=True)
class Measurement:
    """One statement of one script: what it did, or why that is not known.

    `note` says what people have to know of how it was measured. `unsaid` are costs that no rule
    tells of. The last three are without full stops.
    """

    source: str
    step: Step
    effects: Effects | None = None
    why_not: str = ""
    note: str = ""
    unsaid: tuple[str, ...] = ()


def measured_report(report: Report, measurements: Iterable[Measurement]) -> Report:
    """Return the report with the locks and durations that were measured in place of the rules'."""
    by_step = {(one.source, one.step.offset): one for one in measurements}
    findings = [
        _settled(finding, by_step.get((finding.source, finding.step.offset)))
        for finding in report.findings
    ]
    return replace(report, findings=tuple(findings))


def _settled(finding: Finding, measurement: Measurement | None) -> Finding:
    """Return the finding as it was measured: what a server does wins over what a rule says."""
    rule, table = finding.rule, finding.table
    if measurement is None or not rule.lock or table is None:
        return finding
    effects = measurement.effects
    if effects is None:
        return replace(finding, measured=f"not measured, because {measurement.why_not}")
    lock, duration = effects.locks.get(table, ""), effects.duration(table)
    if rule.duration is Duration.NONE:
        duration = rule.duration
    said = as_text(lock, duration)
    if (lock, duration) == (rule.lock, rule.duration):
        return replace(finding, measured=f"{said}, as the rule says")
    told = f"{said}; the rule says {as_text(rule.lock, rule.duration)}"
    true = replace(rule, lock=lock, duration=duration, blocks=effects.scale.blocks(lock))
    if not _is_milder(lock, duration, finding, effects.scale):
        return replace(finding, rule=true, measured=told)
    because = finding.because or f"a server was measured to take {said}"
    lower = finding.severity.lower
    return replace(finding, rule=true, severity=lower, because=because, measured=told)


def as_text(lock: str, duration: Duration) -> str:
    """Return a lock and how long it is held as people read it."""
    held = "" if duration is Duration.NONE or not lock else f" ({duration.value})"
    return f"{lock or 'no lock'}{held}"


def _is_milder(lock: str, duration: Duration, finding: Finding, scale: Scale) -> bool:
    before = scale.rank(finding.rule.lock), _COSTS.index(finding.rule.duration)
    now = scale.rank(lock), _COSTS.index(duration)
    return now != before and now[0] <= before[0] and now[1] <= before[1]


def with_unsaid(measurements: Iterable[Measurement], report: Report) -> Iterator[Measurement]:
    """Yield the measurements with the costs under locks that no finding at the statement names."""
    findings = [*report.findings, *(one.finding for one in report.allowed)]
    said = {(one.source, one.step.offset, one.table) for one in findings if one.rule.lock}
    for one in measurements:
        place = (one.source, one.step.offset)
        unsaid = [
            f"{table} is under {as_text(lock, duration)}"
            for table, lock, duration in _costs(one.effects)
            if (*place, table) not in said
        ]
        yield replace(one, unsaid=tuple(unsaid))


def _costs(effects: Effects | None) -> Sequence[tuple[Name, str, Duration]]:
    """Return the tables that wait for more than an instant, with why."""
    if effects is None:
        return ()
    tables = effects.rewritten | effects.scanned | effects.with_new_indexes
    found = []
    for table in sorted(tables, key=str):
        lock = effects.locks.get(table, "")
        if effects.scale.blocks(lock):
            found.append((table, lock, effects.duration(table)))
    return found
